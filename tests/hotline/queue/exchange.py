"""A telephone exchange in a test: callers wait, agents sit at their desks, and a switchboard rings nobody.

Each sentence is a transaction of its own, or the queue's own. Must not know: the carrier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, text

from hotline.calls import AgentCall, AgentPresence, AgentState, LiveCalls, SwitchboardFault
from hotline.database import Database
from hotline.followups import Callback
from hotline.queue import (
    AgentLeg,
    AgentLegs,
    Conversations,
    Departure,
    Distribution,
    Endpoints,
    HandOver,
    Left,
    LegNow,
    QueueCount,
    QueuedCall,
    Ringing,
    Talk,
    WaitingLine,
)
from hotline.queue.counts import TOTALS
from tests.hotline.desks import ADA, BO, SUE, Desk
from tests.hotline.followups.callbacks import SOON, arranges
from tests.switchboards import FakeSwitchboard, Ring

HANDED = HandOver("es", "child", "answer", version=1, heard=("answer.MATCH", "kinds"), slow=True, number="+15735550100")
EVERYBODY = (ADA, BO, SUE)
_WORKS = text("INSERT INTO staff_incidents (account_id, incident_id) VALUES (:account, :incident)")


@dataclass
class Switchboard(FakeSwitchboard):
    """Fails where a test wants it to (`faults` by act), and lets something happen `meanwhile`, by act, once."""

    faults: dict[str, SwitchboardFault] = field(default_factory=dict)
    meanwhile: dict[str, Callable[[], object]] = field(default_factory=dict)

    def _act(self, *act: str) -> None:
        super()._act(*act)
        self.meanwhile.pop(act[0], lambda: None)()
        if act[0] in self.faults:
            raise self.faults[act[0]]

    def acts(self, name: str) -> list[tuple[str, ...]]:
        """Every time this was asked, with whom it was about."""
        return [act[1:] for act in self.asked if act[0] == name]

    @property
    def last(self) -> Ring:
        """Whom it rang last."""
        return self.rings[-1]


@dataclass
class Exchange:
    """One installation, driven by sentences."""

    desk: Desk
    switchboard: Switchboard = field(default_factory=Switchboard)

    def __post_init__(self) -> None:
        parts = self.desk.database, self.desk.ring, self.desk.clock
        self.distribution = Distribution(*parts, self.switchboard)
        self.conversations = Conversations(*parts, self.switchboard)
        self.line = WaitingLine(self.desk.ring, self.desk.clock)
        self.legs = AgentLegs(self.desk.ring, self.desk.clock)
        self.incident = self.desk.incident.id
        with self.database.write() as session:
            for agent in EVERYBODY:
                session.execute(_WORKS, {"account": agent, "incident": self.incident})
        for agent in EVERYBODY:
            self.moves_to(agent, f"client:a{agent}")

    def moves_to(self, agent: int, address: str) -> None:
        """From now on an agent is rung at this telephone."""
        endpoints = Endpoints(self.desk.ring, self.desk.clock)
        with self.database.write() as session:
            code = endpoints.begin(session, agent, address=address).code
            assert endpoints.keyed(session, agent, digits=code)

    @property
    def database(self) -> Database:
        """Where all this is kept."""
        return self.desk.database

    def now(self) -> datetime:
        """What time it is."""
        return self.desk.clock.now()

    def passes(self, seconds: float) -> None:
        """Time passes, and whoever is at a desk stays there."""
        self.desk.clock.advance(timedelta(seconds=seconds))
        with self.database.write() as session:
            for present in self.desk.presence.all(session):
                self.desk.presence.seen(session, present.account_id)

    def comes(self, *agents: int) -> None:
        """Agents come to their desks and are available, each a second after the one before."""
        for agent in agents:
            with self.database.write() as session:
                self.desk.presence.change(session, agent, AgentState.AVAILABLE)
                self.desk.presence.seen(session, agent)
            self.passes(1)

    def joins(self, name: str, *, handed: HandOver = HANDED) -> bytes:
        """A caller begins to wait; the reference of their call."""
        reference = LiveCalls(self.desk.ring, self.desk.clock).reference(name)
        with self.database.write() as session:
            self.line.join(session, reference, incident=self.incident, call=f"CA-{name}", handed=handed)
        return reference

    def offers(self) -> Ring | None:
        """Somebody looks whether anybody can be rung; who was."""
        before = len(self.switchboard.rings)
        self.distribution.offer_next(self.incident)
        return self.switchboard.rings[-1] if len(self.switchboard.rings) > before else None

    def rings(self) -> Ring:
        """Somebody is rung."""
        ring = self.offers()
        assert ring is not None
        return ring

    def talks(self, name: str = "maria", agent: int = ADA) -> bytes:
        """An agent comes, a caller joins, and they talk."""
        self.comes(agent)
        reference = self.joins(name)
        self.takes(self.rings())
        return reference

    def takes(self, ring: Ring) -> None:
        """A telephone is picked up and 1 pressed."""
        self.distribution.picked_up(ring.offer, leg=ring.call)
        self.distribution.pressed(ring.offer, "1")

    def hangs_up(self, reference: bytes) -> Departure:
        """A caller hangs up, and the carrier tells it."""
        with self.database.write() as session:
            departure = self.line.caller_gone(session, reference)
        self.distribution.departed(departure)
        return departure

    def leaves(self, reference: bytes, how: Left) -> Departure:
        """A caller leaves the line and is still on the telephone."""
        with self.database.write() as session:
            departure = self.line.leave(session, reference, how)
        self.distribution.departed(departure)
        return departure

    def is_disabled(self, agent: int) -> None:
        """The custodian lets an agent work no more."""
        with self.database.write() as session:
            departure = self.line.agent_gone(session, agent)
        self.distribution.departed(departure)

    def keeps_place(self, reference: bytes, number: str = "573 555 0100") -> Callback:
        """A caller hangs up to be called back, and keeps the place."""
        callback = arranges(self.desk, agent=None, place_kept=True, window=SOON, number=number)
        with self.database.write() as session:
            departure = self.line.keep_as_callback(session, reference, callback.id)
        self.distribution.departed(departure)
        return callback

    def reaches(self, offer: str, name: str) -> QueuedCall | None:
        """The caller of a callback picks up."""
        reference = LiveCalls(self.desk.ring, self.desk.clock).reference(name)
        with self.database.write() as session:
            return self.distribution.reached(session, offer, reference=reference, call=f"CA-{name}")

    def queued(self, reference: bytes) -> QueuedCall | None:
        """Where a call stands in the queue."""
        with self.database.write() as session:
            return self.line.find(session, reference)

    def is_with(self, agent: int) -> bytes | None:
        """Whose call an agent has or is rung for."""
        with self.database.write() as session:
            queued = self.line.of_agent(session, agent)
        return queued.reference if queued else None

    def rings_at(self, agent: int) -> Ringing:
        """What the desk shows of a call that rings."""
        with self.database.read() as session:
            ringing = self.distribution.ringing(session, agent)
        assert ringing is not None
        return ringing

    def is_staffed(self) -> bool:
        """Whether anybody could be rung soon."""
        with self.database.read() as session:
            return self.distribution.staffed(session, self.incident)

    def position(self, reference: bytes) -> int:
        """A caller's position."""
        with self.database.read() as session:
            return self.line.position(session, reference)

    def leg(self, agent: int) -> AgentLeg | None:
        """An agent's telephone."""
        with self.database.read() as session:
            return self.legs.of_agent(session, agent, lock=False)

    def what(self, agent: int) -> str:
        """What an agent's telephone is told."""
        leg = self.leg(agent)
        now: LegNow | None = self.distribution.leg(leg.offer) if leg else None
        return now.what if now else "over"

    def talk(self, agent: int) -> Talk | None:
        """What the desk shows of an agent's talk."""
        with self.database.read() as session:
            return self.conversations.now(session, agent)

    def presence(self, agent: int) -> AgentPresence:
        """What an agent is doing."""
        with self.database.read() as session:
            return self.desk.presence.state_of(session, agent)

    def state(self, agent: int) -> str:
        """What an agent is doing, with the reason of a break."""
        present = self.presence(agent)
        return f"{present.state} {present.reason}".strip()

    def call_of(self, agent: int) -> AgentCall | None:
        """The call at an agent's desk."""
        return self.desk.has(agent)

    def counts(self) -> dict[str, int]:
        """What the queue came to, without what is nought."""
        with self.database.read() as session:
            rows = session.scalars(select(QueueCount)).all()
        summed = {name: sum(getattr(row, name) for row in rows) for name in TOTALS}
        return {name: total for name, total in summed.items() if total}
