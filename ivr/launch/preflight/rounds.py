"""The rounds of the check before going live: reads each fact once, and asks every check about it.

In the order in which an operator would mend things: machine, files, database, incident, carrier, public address.
Must not know: when a fact is good.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from hotline import incidents
from hotline.incidents import Incident
from hotline.queue import Endpoints
from hotline.settings import PROJECT
from hotline.staff import Accounts
from ivr import recordings
from ivr.house import House
from ivr.launch.preflight import account, address, databases, files, incident, machine, number, reaching
from ivr.launch.preflight.around import Surroundings
from ivr.launch.preflight.findings import Finding, fail, ok
from ivr.launch.preflight.probe import NoReply, Reply
from ivr.telephone import Account, Number, TelephoneFault
from ivr.words import prompts
from lookup.registers import register


class CarrierApi(Protocol):
    """What is asked of the carrier."""

    def account(self) -> Account:
        """The account."""

    def number(self, number: str) -> Number:
        """A number of it."""


class PublicAddress(Protocol):
    """What is asked through the public address."""

    def live(self) -> Reply | NoReply:
        """Whether the process is there."""

    def get(self, path: str) -> Reply | NoReply:
        """Whether a page is served."""

    def trial(self, line: str, *, signed: bool) -> Reply | NoReply:
        """A request that leaves nothing behind."""


class Rounds:
    """Goes through everything once."""

    def __init__(
        self, house: House, carrier: CarrierApi, *, address: PublicAddress, surroundings: Surroundings
    ) -> None:
        self._house = house
        self._settings = house.settings
        self._carrier = carrier
        self._address = address
        self._around = surroundings

    def findings(self, slug: str | None = None) -> Iterator[Finding]:
        """Every finding, as soon as it is known; about the incident `slug` only, or about all."""
        yield from self._machine()
        yield from self._files()
        yield self._tables()
        if self._around.tables:
            return
        yield from self._database()
        with self._house.database.read() as session:
            found = [incidents.current(session, slug)] if slug else incidents.all_current(session)
        if not found:
            yield fail("incident", "There is none.", "flask incident apply FILE")
        for one in found:
            yield from self._incident(one)
        yield from self._account()
        yield address.public(self._settings)
        yield address.alive(self._address.live())
        for spoken in recordings.find(self._settings.recordings, prompts.load())[:1]:
            yield address.recording(self._address.get(spoken.path), spoken.path)
        for one in found:
            yield from self._line(one)

    def _machine(self) -> Iterator[Finding]:
        here = self._around.machine
        yield machine.debugging(on=self._around.debugging)
        yield machine.workers(here, self._settings)
        yield machine.memory(here, self._settings)
        yield machine.swap(here)
        yield machine.dumps(here)
        yield machine.tuned(here)
        yield machine.alarms(self._settings)

    def _files(self) -> Iterator[Finding]:
        ring, file = self._settings.keyring, self._database_file()
        yield files.ring_rights(ring)
        yield files.ring_place(ring, database=file, project=PROJECT)
        yield files.disk(ring, about="disk of the keys", mounts=self._around.mounts)
        yield files.database_rights(file)
        if file is not None:
            yield files.disk(file, about="disk of the database", mounts=self._around.mounts)

    def _tables(self) -> Finding:
        if self._around.tables:
            return fail("tables", self._around.tables[0], "Nothing that stands in them was checked.")
        return ok("tables", "The database is at this program's version.")

    def _database(self) -> Iterator[Finding]:
        said = databases.read(self._house.database)
        if self._database_file() is None:
            yield from databases.postgresql(said)
        else:
            yield databases.sqlite(said)

    def _incident(self, found: Incident) -> Iterator[Finding]:
        content = found.content
        with self._house.database.read() as session:
            status = register.status(session, found.id)
            digits = self._house.lookup.letter_code_digits(session, found.id)
        yield ok("incident", f"{content.slug}, version {found.version}, on {content.line}.")
        yield incident.register(status, self._around.not_ready)
        yield from incident.schemes(content, people=status.people, code_digits=digits)
        yield incident.letters(content, status)
        yield incident.person(content, self._settings)
        yield incident.languages(content, prompts.load())
        yield incident.holidays(content, self._house.clock.now())
        yield from reaching.desk(content, self._settings, self._staffing(found))

    def _staffing(self, found: Incident) -> reaching.Staffing:
        keyring, clock = self._house.keyring, self._house.clock
        with self._house.database.read() as session:
            everybody = Accounts(keyring, clock).all(session)
            agents = [one.id for one in everybody if reaching.takes_calls(one, incident=found.id)]
            rung = [one for one in agents if Endpoints(keyring, clock).verified(session, one)]
        return reaching.Staffing(len(agents), telephones=len(rung))

    def _account(self) -> Iterator[Finding]:
        yield account.rehearsal(self._settings)
        yield account.credentials(self._settings)
        found = self._asked()
        yield account.opens(found)
        if isinstance(found, Account):
            yield account.clocks(found.clock, self._house.clock.now())
        yield account.pci_mode(self._settings)

    def _line(self, found: Incident) -> Iterator[Finding]:
        line = found.content.line
        yield address.signed(self._address.trial(line, signed=True))
        yield address.unsigned(self._address.trial(line, signed=False))
        try:
            bought = self._carrier.number(line)
        except TelephoneFault as fault:
            yield fail("number", str(fault), "Without it nobody can call.")
            return
        yield number.connected(bought.settings, self._settings, line=line)
        yield number.fallback(bought.settings, self._settings)
        yield from reaching.rings(found.content, bought)

    def _asked(self) -> Account | TelephoneFault:
        try:
            return self._carrier.account()
        except TelephoneFault as fault:
            return fault

    def _database_file(self) -> Path | None:
        """SQLite's file; None where the database is a server's."""
        url = self._house.database.url
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
