"""A house with a telephone door whose lookup says what the test wants, and a carrier's hand that posts to it.

Must not know: the vault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from carrier.documents import Place, read_document
from carrier.wire import signature
from hotline import incidents
from hotline.clock import StoppedClock
from hotline.database import Database
from hotline.incidents import Content
from hotline.sealing import KeyRing
from hotline.settings import Settings
from ivr import telephone_door
from lookup import Answer, AnswerName, Asker, Busy, Query, Remember
from tests.ivr.incidents import CONTENT, FALLBACK, LETTER_CODE, LINE, OPEN
from tests.switchboards import FakeSwitchboard

ACCOUNT = "AC" + "5" * 32
TOKEN = "a token of the tests"
PUBLIC = "https://line.example"
CALLER = "+15735550100"
RECORDING = "RE" + "1" * 32
IN_A_QUEUE = ("/ivr/waiting", "/ivr/still-waiting")
MATCH = Answer(AnswerName.MATCH, categories=("address", "mosis"))
NO_MATCH = Answer(AnswerName.NO_MATCH)
MAY_NOT_TELL = Answer(AnswerName.MAY_NOT_TELL)
CANNOT_TELL = Answer(AnswerName.CANNOT_TELL)


class RecordLost(Exception):
    """The transaction that records an answer did not commit."""


@dataclass
class FakeLookup:
    """Answers what it is given, in turn. `loses_the_record`: the answer is known, but never committed."""

    database: Database
    answers: list[Answer] = field(default_factory=list)
    busy: int = 0
    loses_the_record: bool = False
    asked: list[tuple[Query, Asker]] = field(default_factory=list)
    code_digits: int = len(LETTER_CODE)

    def letter_code_digits(self, _session: Session, _incident_id: int) -> int:
        return self.code_digits

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        if self.busy:
            self.busy -= 1
            raise Busy
        self.asked.append((query, asker))
        try:
            return self._recorded(self.answers.pop(0), remember)
        except RecordLost:
            return CANNOT_TELL

    def _recorded(self, answer: Answer, remember: Remember) -> Answer:
        with self.database.write() as session:
            remember(session, answer)
            if self.loses_the_record:
                raise RecordLost
        return answer


class Meanwhile:
    """A lookup during whose first check something else happens on the call."""

    def __init__(self, lookup: FakeLookup, happens: Callable[[], object]) -> None:
        self._lookup = lookup
        self._happens: list[Callable[[], object]] = [happens]

    def ask(self, query: Query, asker: Asker, *, remember: Remember) -> Answer:
        if self._happens:
            self._happens.pop()()
        return self._lookup.ask(query, asker, remember=remember)

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        return self._lookup.letter_code_digits(session, incident_id)


@dataclass(frozen=True)
class FakeHouse:
    """The parts of a house that the telephone needs."""

    settings: Settings
    database: Database
    keyring: KeyRing
    clock: StoppedClock
    lookup: FakeLookup
    switchboard: FakeSwitchboard = field(default_factory=FakeSwitchboard)


def settings(folder: Path, database_url: str, **others: Any) -> Settings:
    """Settings of a line at PUBLIC, with `others` in their place."""
    chosen: dict[str, Any] = {
        "database_url": database_url,
        "keyring": folder / "keyring",
        "public_url": PUBLIC,
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "fallback_number": FALLBACK,
        "hashing_memory_mib": 64,
        "workers": 1,
        "port": 8000,
        "carrier_port": 8001,
        "recordings": folder / "recordings",
    }
    return Settings(**(chosen | others))


def build(chosen: Settings, *, patience_ms: int = 2000, content: Content = CONTENT) -> FakeHouse:
    """A house with `content` applied, on a migrated database."""
    clock = StoppedClock(OPEN)
    database = Database(chosen.database_url, patience_ms=patience_ms)
    keyring = KeyRing(chosen.keyring, clock)
    with database.write() as session:
        incidents.apply(session, content, clock=clock, keyring=keyring, operator="tests")
    return FakeHouse(chosen, database, keyring, clock, FakeLookup(database))


def open_door(house: FakeHouse) -> Flask:
    """An application with nothing but the telephone door."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(telephone_door(house))
    return app


def form(call_id: str, **others: str) -> dict[str, str]:
    """What the carrier sends about a call, with the parameters that we do not read too."""
    sent = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": call_id,
        "CallStatus": "in-progress",
        "Called": LINE,
        "Caller": CALLER,
        "CallerCity": "JEFFERSON CITY",
        "Direction": "inbound",
        "From": CALLER,
        "FromCity": "JEFFERSON CITY",
        "FromCountry": "US",
        "To": LINE,
        "ToCity": "",
    }
    return sent | others


def post(client: FlaskClient, path: str, parameters: Mapping[str, str]) -> TestResponse:
    """A request as the carrier would sign it."""
    signed = signature(TOKEN, PUBLIC + path, parameters)
    return client.post(path, data=dict(parameters), headers={"X-Twilio-Signature": signed})


class Phone:
    """One call, by the carrier's hand: each act posts what the last document asks for."""

    def __init__(self, client: FlaskClient, *, number: int = 1, caller: str = CALLER) -> None:
        self.call_id = f"CA{number:032x}"
        self._client = client
        self._caller = caller
        self.path = "/ivr/incoming"
        self.document = ET.Element("Response")
        self.queue = ET.Element("Enqueue")

    def dials(self) -> Phone:
        return self.posts("/ivr/incoming")

    def presses(self, *entries: str) -> Phone:
        for keys in entries:
            self.posts(self.document[0].attrib["action"], Digits=keys)
        return self

    def is_silent(self, times: int = 1) -> Phone:
        for _ in range(times):
            self.posts(self.document[-1].text or "")
        return self

    def comes_back(self) -> Phone:
        return self.is_silent()

    def dial_ends(self, status: str) -> Phone:
        return self.posts(self.document[-1].attrib["action"], DialCallStatus=status)

    def hangs_up(self) -> Phone:
        return self.posts("/ivr/status", CallStatus="completed")

    def posts(self, path: str, **parameters: str) -> Phone:
        self.path = path
        response = post(self._client, path, form(self.call_id, **{"From": self._caller, **parameters}))
        assert response.status_code == 200, response.status
        place: Place = "queue" if path.startswith(IN_A_QUEUE) else "call"
        read_document(response.data, response.content_type, place=place)  # as strict as the simulated carrier
        self.document = ET.fromstring(response.text)  # noqa: S314  our own document
        if "Enqueue" in self.verbs:
            self.queue = self.document[-1]
        return self

    def waits(self) -> Phone:
        """The carrier asks what is heard in its queue."""
        return self.posts(self.queue.attrib["waitUrl"])

    def leaves(self, result: str = "leave") -> Phone:
        """The carrier tells that the call is not in its queue any more."""
        return self.posts(self.queue.attrib["action"], QueueResult=result)

    def speaks(self, seconds: int, *, name: str = RECORDING) -> Phone:
        """What is said after the tone is recorded."""
        record = self.document.find("Record")
        assert record is not None, self.verbs
        return self.posts(record.attrib["action"], RecordingSid=name, RecordingDuration=str(seconds), Digits="hangup")

    def hears(self, *words: str) -> Phone:
        for one in words:
            assert one in self.heard, f"{one!r} is not in {self.heard!r}"
        return self

    def does_not_hear(self, *words: str) -> Phone:
        for one in words:
            assert not re.search(rf"\b{one}\b", self.heard), f"{one!r} is in {self.heard!r}"
        return self

    @property
    def heard(self) -> str:
        return " ".join(self._said())

    @property
    def dialled(self) -> str | None:
        return self.document.findtext("Dial")

    @property
    def verbs(self) -> list[str]:
        return [verb.tag for verb in self.document]

    def _said(self) -> Iterator[str]:
        for say in self.document.iter("Say"):
            yield say.text or ""


def phone_of(house: FakeHouse, happens: Callable[[], object]) -> Phone:
    """A phone whose first check takes so long that something else happens first."""
    lookup: Any = Meanwhile(house.lookup, happens)
    return Phone(open_door(replace(house, lookup=lookup)).test_client())
