"""The real application and the simulated carrier, with callers, and agents who hold a telephone and press buttons.

One clock serves them all, and every call grows older whoever acts. Must not know: how the application works inside, nor
what the desk's pages show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server

from app import House, create_app
from carrier import Call, Carrier
from carrier.rest import create_rest
from carrier.serving import server_on
from hotline import incidents
from hotline.calls import AgentState, Presence
from hotline.clock import StoppedClock
from hotline.queue import Conversations, Distribution, Endpoints
from tests.ivr.fakes import ACCOUNT, CALLER, TOKEN, settings
from tests.ivr.incidents import CONTENT, LINE, OPEN
from tests.serving import listening

A_MOMENT = 6  # seconds: until everybody has heard what they hear before they talk
TAKES_CALLS = replace(CONTENT, takes_calls=True)
_HIRE = text(
    "INSERT INTO staff_accounts (id, login, name, role, language, totp_step, created_at) "
    "VALUES (:id, :login, :login, :role, :language, 0, '2019-06-01 00:00:00')"
)
_FOR = text("INSERT INTO staff_incidents (account_id, incident_id) VALUES (:id, :incident)")


class Agent:
    """Somebody at the desk, with a telephone beside it. `id` is their account's."""

    def __init__(self, stage: Stage, id_: int, address: str) -> None:
        self._stage = stage
        self.id = id_
        self.address = address
        self.phone = stage.carrier.phone(address)

    def is_available(self) -> Agent:
        with self._stage.house.database.write() as session:
            self._stage.presence.change(session, self.id, AgentState.AVAILABLE)
        return self.looks()

    def is_on_a_break(self) -> Agent:
        with self._stage.house.database.write() as session:
            self._stage.presence.change(session, self.id, AgentState.BREAK, reason="short")
        return self.looks()

    def looks(self) -> Agent:
        """Their page asks whether there is news."""
        with self._stage.house.database.write() as session:
            self._stage.presence.seen(session, self.id)
        self._stage.distribution.offer_next(self._stage.incident)
        self._stage.carrier.goes_on()
        return self

    def holds(self) -> Agent:
        return self._does(self._stage.conversations.hold)

    def resumes(self) -> Agent:
        return self._does(self._stage.conversations.resume)

    def ends(self) -> Agent:
        return self._does(self._stage.conversations.end)

    def asks(self, colleague: Agent) -> Agent:
        return self._does(lambda agent: self._stage.conversations.transfer(agent, colleague.id))

    def hands_over(self) -> Agent:
        return self._does(self._stage.conversations.hand_over)

    def takes_back(self) -> Agent:
        return self._does(self._stage.conversations.take_back)

    def accepts(self) -> Agent:
        return self._does(self._stage.distribution.accept)

    def declines(self) -> Agent:
        return self._does(self._stage.distribution.decline)

    def rings_again(self) -> Agent:
        return self._does(self._stage.distribution.ring_again)

    def _does(self, verb: Callable[[int], object]) -> Agent:
        """Press a button, and let happen what comes of it at once."""
        verb(self.id)
        self._stage.goes_on(A_MOMENT)
        return self

    @property
    def state(self) -> AgentState:
        with self._stage.house.database.read() as session:
            return self._stage.presence.state_of(session, self.id).state

    @property
    def call(self) -> Call:
        """The call in which their telephone is, or was last."""
        return self.phone.calls[-1]

    @property
    def talks(self) -> bool:
        """Whether they are connected with somebody now."""
        return talks(self.call)

    def picks_up(self) -> Call:
        return self.phone.picks_up()

    def takes_it(self, seconds: float = A_MOMENT) -> Call:
        """Pick up and press 1; after so many seconds, time enough to be connected."""
        self.picks_up()
        return self.presses_one(seconds)

    def presses_one(self, seconds: float = A_MOMENT) -> Call:
        """Take the call for which the telephone was picked up."""
        self.call.instant = True
        self.call.presses("1")
        self._stage.goes_on(seconds)
        return self.call


class Stage:
    """The line, and whoever plays a part."""

    def __init__(self, app: Flask, carrier: Carrier, clock: StoppedClock) -> None:
        self.house: House = app.extensions["noticeline"]
        self.carrier = carrier
        self.clock = clock
        house = self.house
        self.presence = Presence(house.keyring, clock)
        self.distribution = Distribution(house.database, house.keyring, clock, house.switchboard)
        self.conversations = Conversations(house.database, house.keyring, clock, house.switchboard)
        self.endpoints = Endpoints(house.keyring, clock)
        with house.database.write() as session:
            applied = incidents.apply(session, TAKES_CALLS, clock=clock, keyring=house.keyring, operator="tests")
        self.incident = applied.id

    def hires(
        self, id_: int, address: str, *, language: str = "en", role: str = "agent", available: bool = True
    ) -> Agent:
        """Somebody whose page is open and whose telephone was verified; on a break, unless `available`."""
        row = {"id": id_, "login": f"agent{id_}", "role": role, "language": language, "incident": self.incident}
        with self.house.database.write() as session:
            session.execute(_HIRE, row)
            session.execute(_FOR, row)
            code = self.endpoints.begin(session, id_, address=address).code
            assert self.endpoints.keyed(session, id_, digits=code)
        agent = Agent(self, id_, address)
        return agent.is_available() if available else agent.is_on_a_break()

    def caller(self, number: str = CALLER, *, language: str = "1") -> Call:
        """A caller who has chosen a language and pressed 0."""
        return self.carrier.dial(LINE, number, impatient=True).presses(language).presses("0")

    def names(self, agent: Agent, address: str) -> str:
        """An agent names another telephone at the desk; the code that it shows."""
        with self.house.database.write() as session:
            return self.endpoints.begin(session, agent.id, address=address).code

    def rings_to_check(self, agent: Agent, address: str) -> None:
        assert self.distribution.check_telephone(agent.id, address, line=LINE)
        self.goes_on()

    def telephone_of(self, agent: Agent) -> str | None:
        with self.house.database.read() as session:
            return self.endpoints.verified(session, agent.id)

    def rows(self, *tables: str) -> int:
        """How many rows these tables have together."""
        with self.house.database.read() as session:
            return sum(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)

    def rings_what_was_placed(self) -> None:
        """Let a call ring at a number where nobody in person picks up."""
        self.carrier.calls[-1].begins()

    def goes_on(self, seconds: float = 0.0) -> None:
        self.carrier.goes_on(seconds)


def talks(call: Call) -> bool:
    """Whether a call is in a talk now: it was connected, and has heard and done nothing since."""
    return not call.is_over and [event.name for event in call.events][-1] == "connected"


def heard_lately(call: Call, count: int = 6) -> str:
    """The last sentences that were heard, whoever acted."""
    return " ".join(spoken.text for spoken in call.said[-count:])


@contextmanager
def on_stage(folder: Path, database_url: str) -> Iterator[Stage]:
    """The line over HTTP on a port of its own, and the carrier's API on another."""
    clock = StoppedClock(OPEN)
    carrier = Carrier(ACCOUNT, TOKEN, clock=clock, together=True)
    server = make_server("127.0.0.1", 0, Flask(__name__, static_folder=None), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    with listening(server_on(0, create_rest(carrier), clock)) as api:
        chosen = settings(folder, database_url, public_url=url, twilio_api=api, desk_url="http://localhost:8000")
        app = create_app(chosen, clock=clock, serving=True)
        server.app = app
        carrier.connect(
            LINE, f"{url}/ivr/incoming", status_callback=f"{url}/ivr/status", fallback_url=f"{url}/ivr/fallback"
        )
        with listening(server):
            stage = Stage(app, carrier, clock)
            yield stage
        stage.house.database.close()
