"""An agents' door whose distribution says what the test wants, and a telephone that it rings.

Must not know: the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from carrier.documents import Place, read_document
from hotline.calls import LiveCalls
from hotline.line import Drafts
from hotline.queue import AgentLegs, LegNow, Purpose, QueuedCall
from hotline.queue.endpoints import Endpoints
from hotline.staff import Accounts
from ivr.agents.called_back import CalledBack
from ivr.agents.reading import Reading
from ivr.agents.turns import AgentTurns, Tongues
from ivr.agents.verifying import Verification
from ivr.agents.views import agents_door
from ivr.gate import Webhook
from tests.ivr.fakes import ACCOUNT, FakeHouse, post
from tests.ivr.incidents import LINE, SHEETS

AGENT = "+15735550177"
OFFER = "0f" * 16
ALMA = 1  # an agent whose language the tests set
ASKS = LegNow(Purpose.CALL, "ask", ALMA, LINE, language="es", role="child")


@dataclass
class FakeOffers:
    """Says of every offer what `now` is; `told` is what it was told. `fault` is what every request ends in."""

    now: LegNow | None = ASKS
    told: list[tuple[str, ...]] = field(default_factory=list)
    fault: Exception | None = None
    waits: QueuedCall | None = None

    def picked_up(self, offer: str, *, leg: str = "") -> None:
        self._hears("picked_up", offer, leg)

    def pressed(self, offer: str, keys: str) -> None:
        self._hears("pressed", offer, keys)

    def leg_over(self, offer: str, status: str) -> None:
        self._hears("leg_over", offer, status)

    def unreached(self, offer: str, status: str, *, call: str = "") -> None:
        self._hears("unreached", offer, status, call)

    def reached(self, _session: Session, offer: str, *, reference: bytes, call: str) -> QueuedCall | None:
        self._hears("reached", offer, call)
        return self.waits if reference else None

    def leg(self, _offer: str) -> LegNow | None:
        if self.fault is not None:
            raise self.fault
        return self.now

    def _hears(self, *news: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.told.append(news)


@dataclass
class FakeCallers:
    """The callers' side: `begun` are the live calls that were made, `asked` what was asked about them."""

    live: LiveCalls
    begun: list[QueuedCall] = field(default_factory=list)
    asked: list[tuple[str, Webhook]] = field(default_factory=list)

    def adopt(self, session: Session, reference: bytes, queued: QueuedCall) -> None:
        self.live.begin(session, reference, b"{}", incident=None)
        self.begun.append(queued)

    def present(self, webhook: Webhook) -> str:
        self.asked.append(("present", webhook))
        return "<Response><Say>You are with a person.</Say></Response>"

    def status(self, webhook: Webhook) -> str:
        self.asked.append(("status", webhook))
        return "<Response/>"


def open_agents_door(house: FakeHouse, offers: FakeOffers, callers: FakeCallers | None = None) -> Flask:
    """An application with nothing but the agents' door."""
    keyring, clock, database = house.keyring, house.clock, house.database
    live = LiveCalls(keyring, clock)
    callers = callers or FakeCallers(live)
    legs = AgentLegs(keyring, clock)
    tongues = Tongues(database, Accounts(keyring, clock), sheets=SHEETS)
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(
        agents_door(
            house.settings,
            AgentTurns(offers, tongues),
            verification=Verification(database, legs, Endpoints(keyring, clock), tongues=tongues),
            reading=Reading(database, legs, Drafts(keyring, clock), tongues=tongues, sheets=SHEETS),
            callers=CalledBack(database, live, callers, offers=offers, turns=callers, sheets=SHEETS),
        )
    )
    return app


def form(call: str = "CA" + "a" * 32, **others: str) -> dict[str, str]:
    """What the carrier sends about a call that we made, with parameters that nobody reads too."""
    sent = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": call,
        "CallStatus": "in-progress",
        "Called": AGENT,
        "Caller": LINE,
        "Direction": "outbound-api",
        "From": LINE,
        "FromCity": "",
        "To": AGENT,
        "ToCity": "JEFFERSON CITY",
        "ToCountry": "US",
    }
    return sent | others


class Handset:
    """A telephone that was rung: each act posts what the last document asks for."""

    def __init__(self, client: FlaskClient, *, offer: str = OFFER) -> None:
        self._client = client
        self.offer = offer
        self.document = ET.Element("Response")

    def picks_up(self) -> Handset:
        return self.posts("agent")

    def presses(self, keys: str) -> Handset:
        return self.follows(self.verb("Gather").attrib["action"], Digits=keys)

    def is_silent(self) -> Handset:
        return self.follows(self.verb("Redirect").text or "")

    def is_left(self, status: str = "completed") -> Handset:
        return self.follows(self.verb("Dial").attrib["action"], DialCallStatus=status)

    def posts(self, route: str, **parameters: str) -> Handset:
        return self.follows(f"/ivr/{route}?offer={self.offer}", **parameters)

    def follows(self, path: str, **parameters: str) -> Handset:
        response = post(self._client, path, form(**parameters))
        assert response.status_code == 200, response.status
        place: Place = "queue" if "/waiting" in path else "call"
        read_document(response.data, response.content_type, place=place)  # as strict as the simulated carrier
        self.document = ET.fromstring(response.text)  # noqa: S314  our own document
        return self

    def verb(self, tag: str) -> ET.Element:
        found = self.document.find(tag)
        assert found is not None, f"there is no {tag} in {self.verbs}"
        return found

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in self.document]

    @property
    def heard(self) -> str:
        return " ".join(say.text or "" for say in self.document.iter("Say"))

    @property
    def queue(self) -> str | None:
        return self.document.findtext("Dial/Queue")
