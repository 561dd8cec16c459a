"""A desk in a test: an incident where calls may be taken by hand, two agents and a supervisor.

Must not know: how anybody signs in.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import text

from hotline import incidents
from hotline.calls import AgentCall, AgentCalls, ByHand, Disposition, Presence, Told
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.followups import CustodianKey
from hotline.incidents import Content, Incident
from hotline.sealing import KeyRing
from tests.ivr.incidents import CONTENT

ADA, BO, SUE = 1, 2, 3  # two agents and their supervisor
_STAFF = ((ADA, "ada", "agent"), (BO, "bo", "agent"), (SUE, "sue", "supervisor"))
_HIRE = text(
    "INSERT INTO staff_accounts (id, login, name, role, language, totp_step, created_at) "
    "VALUES (:id, :login, :login, :role, 'en', 0, '2019-06-01 00:00:00')"
)
MATCH = Told("MATCH", "student_number", ("address", "medical"))
NO_MATCH = Told("NO_MATCH", "student_number")
CANNOT_TELL = Told("CANNOT_TELL", "student_number")
REFERENCE = "PBX-20190603.118"


@dataclass
class Desk:
    """One installation's desk, driven by sentences. Each is a transaction of its own."""

    database: Database
    ring: KeyRing
    clock: StoppedClock
    custodian: CustodianKey = field(default_factory=CustodianKey.generate)
    incident: Incident = field(init=False)

    def __post_init__(self) -> None:
        self.calls = AgentCalls(self.ring, self.clock)
        self.presence = Presence(self.ring, self.clock)
        self.applies(replace(CONTENT, calls_by_hand=True, custodian_key=self.custodian.public))
        with self.database.write() as session:
            for id_, login, role in _STAFF:
                session.execute(_HIRE, {"id": id_, "login": login, "role": role})

    def applies(self, content: Content) -> None:
        """The custodian puts an incident file in force."""
        with self.database.write() as session:
            self.incident = incidents.apply(session, content, clock=self.clock, keyring=self.ring, operator="tests")

    def takes(
        self, agent: int = ADA, *, language: str = "es", role: str = "child", reference: str = REFERENCE
    ) -> AgentCall:
        """An agent takes a call by hand."""
        call = ByHand(agent, self.incident.id, language=language, role=role, reference=reference)
        with self.database.write() as session:
            return self.calls.take_by_hand(session, call)

    def has(self, agent: int = ADA) -> AgentCall | None:
        """The call that an agent has."""
        with self.database.write() as session:
            return self.calls.current(session, agent)

    def saves(self, call: AgentCall) -> None:
        """The call is kept as it is now."""
        with self.database.write() as session:
            self.calls.save(session, call)

    def is_told(self, call: AgentCall, told: Told = MATCH) -> AgentCall:
        """A check is made in the call, and its answer kept."""
        asking = self.asks(call)
        self.answers(asking, told)
        return replace(asking, told=replace(told, at=self.clock.now()))

    def asks(self, call: AgentCall) -> AgentCall:
        """A check begins."""
        with self.database.write() as session:
            return self.calls.ask(session, call)

    def answers(self, asking: AgentCall, told: Told = MATCH) -> None:
        """The answer comes."""
        with self.database.write() as session:
            self.calls.tell(session, asking, told=told)

    def settles(self, asking: AgentCall, otherwise: Told = CANNOT_TELL) -> None:
        """The check is over, whether an answer was recorded or not."""
        with self.database.write() as session:
            self.calls.settle(session, asking, otherwise=otherwise)

    def wraps_up(self, call: AgentCall) -> AgentCall:
        """The caller is gone."""
        with self.database.write() as session:
            return self.calls.wrap_up(session, call)

    def finishes(self, call: AgentCall, disposition: Disposition = Disposition.CHECKED) -> None:
        """The agent closes the call."""
        with self.database.write() as session:
            self.calls.finish(session, call, disposition)

    def has_a_call(self, agent: int = ADA, *, told: Told = MATCH, talk: int = 60, wrap_up: int = 10) -> None:
        """A whole call, of so many seconds."""
        call = self.is_told(self.takes(agent), told)
        self.clock.advance(timedelta(seconds=talk))
        call = self.wraps_up(call)
        self.clock.advance(timedelta(seconds=wrap_up))
        self.finishes(call)
