"""A whole line on this machine: the application over HTTP, the simulated carrier, callers who speak in sentences.

One clock serves both, so a call of five minutes takes none. Must not know: how the application works inside.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from app import House, create_app
from carrier import Call, Carrier
from carrier.rest import create_rest
from carrier.serving import server_on
from hotline import incidents
from hotline.clock import StoppedClock
from hotline.incidents import Content, Incident
from hotline.settings import PROJECT, Settings
from lookup.hashing import Cost
from lookup.imports.importing import Import, Importer
from lookup.registers.publishing import Publisher
from tests.journeys.cast import Child, the_list
from tests.kept import prepared
from tests.serving import listening

EXAMPLE = incidents.load(PROJECT / "examples" / "jcps-2019" / "incident.toml")
MONDAY_MORNING = datetime(2019, 6, 3, 15, 0, tzinfo=UTC)  # ten o'clock in Jefferson City
MONDAY_NIGHT = datetime(2019, 6, 4, 3, 0, tzinfo=UTC)
ACCOUNT = "AC" + "7" * 32
TOKEN = "a token of the journeys"
MOTHER = "+15735550100"
# Argon2's own floor: protects nothing and takes no time. Never outside tests.
FAST_HASHING = Cost(memory_kib=8, passes=1)


class Caller:
    """Somebody on the telephone. Every act runs the call on until it waits for keys, or is over."""

    def __init__(self, carrier: Carrier, number: str) -> None:
        self._carrier = carrier
        self._number = number
        self._call: Call | None = None

    @property
    def call(self) -> Call:
        assert self._call is not None, "nobody has dialled yet"
        return self._call

    def dials(self) -> Caller:
        self._call = self._carrier.dial(EXAMPLE.line, self._number)
        return self

    def presses(self, *entries: str) -> Caller:
        for keys in entries:
            self.call.presses(keys)
        return self

    def is_silent(self, times: int = 1) -> Caller:
        for _ in range(times):
            self.call.is_silent()
        return self

    def asks_for_a_person(self) -> Caller:
        """Press 0, and act from now on before all is said: telephones ring meanwhile."""
        self.call.impatient = True
        return self.presses("0")

    def waits(self, seconds: float) -> Caller:
        self.call.waits(seconds)
        return self

    def says(self, words: str) -> Caller:
        self.call.says(words)
        return self

    @property
    def is_connected(self) -> bool:
        """Whether the caller talks with somebody now."""
        told = [event.name for event in self.call.events if event.name in ("connected", "queued", "spoke", "ended")]
        return bool(told) and told[-1] == "connected"

    def chooses_english(self) -> Caller:
        return self.hears("For English, press 1").presses("1")

    def chooses_spanish(self) -> Caller:
        return self.hears("Para español, oprima 2").presses("2")

    def wants_to_check(self) -> Caller:
        return self.hears_the_menu().presses("1")

    def checks(self, child: Child) -> Caller:
        """Ask about a child by student number and birth date; that it is one's child is asked once a call."""
        if "how to check" not in self.call.heard:
            self.hears("about your child").presses("2")
        self.hears("how to check").presses("2")
        self.hears("student number").presses(child.number + "#")
        self.hears("If that is correct, press 1").presses("1")
        return self.hears("birth date").presses(child.keyed_birth_date + "#")

    def checks_letter(self, code: str) -> Caller:
        """Ask about oneself by the code of a letter, in whichever language."""
        return self.presses("1").presses("1").presses(code + "#").presses("1")

    def hears_the_menu(self) -> Caller:
        return self.hears("To check whether you or your child are impacted, press 1")

    def hears(self, *words: str) -> Caller:
        for one in words:
            assert one in self.call.heard, f"{one!r} is not in {self.call.heard!r}"
        return self

    def does_not_hear(self, *words: str) -> Caller:
        for one in words:
            assert one not in self.call.heard, f"{one!r} is in {self.call.heard!r}"
        return self

    def hangs_up(self) -> Caller:
        self.call.hangs_up()
        return self

    def has_ended_with(self, *words: str) -> Caller:
        assert self.call.is_over
        return self.hears(*words)


class Line:
    """The line of the example, with callers, a custodian, and things that can go wrong."""

    def __init__(self, app: Flask, carrier: Carrier, clock: StoppedClock, folder: Path) -> None:
        self.app = app
        self.house: House = app.extensions["noticeline"]
        self.carrier = carrier
        self.clock = clock
        self._folder = folder

    def caller(self, number: str = MOTHER) -> Caller:
        return Caller(self.carrier, number)

    def dials(self) -> Caller:
        return self.caller().dials()

    def answers(self) -> None:
        """The incident is in force, and its list published."""
        settings = self.house.settings
        told = prepared("line", settings.database_url, settings.keyring, self._published)
        self.incident, self._codes = told

    def opens_with(self, content: Content = EXAMPLE) -> None:
        """The custodian applies the incident file."""
        house = self.house
        with house.database.write() as session:
            self.incident = incidents.apply(session, content, clock=self.clock, keyring=house.keyring, operator="ada")

    def publishes_the_list(self, people: str = "") -> None:
        """The custodian imports the list and lets it answer; the list itself goes back to where it belongs."""
        house, path = self.house, self._folder / "people.csv"
        path.write_text(people or the_list(), encoding="utf-8")
        letters = self._folder / "letters.csv"
        order = Import(self.incident, path, FAST_HASHING, skip_rejected=False, letters=letters)
        Importer(house.database, house.keyring, self.clock, operator="ada").run(
            order, lambda _title, _total: lambda _: None
        )
        proposal = Publisher(house.database, house.keyring, self.clock, by="ada").propose(self.incident.id)
        Publisher(house.database, house.keyring, self.clock, by="grace").approve(proposal.id)
        with letters.open(encoding="utf-8", newline="") as file:
            self._codes = {row["person_key"]: row["letter_code"].replace("-", "") for row in csv.DictReader(file)}
        for file_of_the_district in (path, letters):
            file_of_the_district.unlink()

    def letter_code_of(self, child: Child) -> str:
        return self._codes[child.key]

    def says_of(self, child: Child, language: str = "en") -> tuple[str, ...]:
        """The kinds of a child, as the line says them."""
        return tuple(EXAMPLE.category(kind).say[language] for kind in child.categories)

    def is_limited_to(self, **limits: Any) -> None:
        self.opens_with(replace(EXAMPLE, limits=replace(EXAMPLE.limits, **limits)))

    def is_at(self, moment: datetime) -> None:
        self.clock.advance(moment - self.clock.now())

    @contextmanager
    def without_its_keys(self) -> Iterator[None]:
        """The key ring is moved away while the line is running."""
        ring = self.house.settings.keyring
        away = shutil.move(ring, ring.with_name("moved away"))
        yield
        shutil.move(away, ring)

    def files(self) -> Iterator[Path]:
        """Everything that the installation keeps on disk, its keys aside."""
        ring = self.house.settings.keyring
        return (path for path in self._folder.rglob("*") if path.is_file() and ring not in path.parents)

    def remembers_nothing_of(self, *children: Child) -> bool:
        """Whether no file of the installation holds a detail of these children, in any common spelling."""
        kept = b"".join(path.read_bytes() for path in self.files())
        return not any(spelling in kept for child in children for spelling in spellings(child.number, child.born))

    def _published(self) -> tuple[Incident, dict[str, str]]:
        self.opens_with()
        self.publishes_the_list()
        return self.incident, self._codes


def spellings(*details: str) -> Iterator[bytes]:
    """The ways in which a detail could lie about: whole, spoken, keyed, in hexadecimal."""
    for detail in details:
        bare = detail.replace("-", "")
        words = {detail, bare, " ".join(bare), bare[4:] + bare[:4], bare[::-1]}
        for word in words:
            yield from (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())


@contextmanager
def served(folder: Path, database_url: str, *, together: bool = False) -> Iterator[Line]:
    """The line, over HTTP on a port of its own, and the carrier's API on another.

    `together`: whether every call grows older whoever acts, as it must where several telephones play a part.
    """
    clock = StoppedClock(MONDAY_MORNING)
    carrier = Carrier(ACCOUNT, TOKEN, clock=clock, together=together)
    server = make_server("127.0.0.1", 0, Flask(__name__, static_folder=None), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    with listening(server_on(0, create_rest(carrier), clock)) as api:
        app = create_app(settings(folder, database_url, url, api=api), clock=clock, serving=True)
        server.app = app
        carrier.connect(
            EXAMPLE.line, f"{url}/ivr/incoming", status_callback=f"{url}/ivr/status", fallback_url=f"{url}/ivr/fallback"
        )
        line = Line(app, carrier, clock, folder)
        with listening(server):
            line.answers()
            yield line
        line.house.database.close()


def settings(folder: Path, database_url: str, public_url: str, *, api: str = "") -> Settings:
    """The settings of a line in `folder`, whose carrier has its API at `api`."""
    return Settings(
        database_url=database_url,
        keyring=folder / "keyring",
        public_url=public_url,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        fallback_number=EXAMPLE.fallback,
        hashing_memory_mib=256,
        workers=1,
        port=8000,
        carrier_port=8001,
        twilio_api=api,
        desk_url=public_url.replace("127.0.0.1", "localhost"),  # passkeys need a name
    )
