"""The rounds: every check is asked once, and one that fails does not hide the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hotline.memory import TUNABLES
from ivr.launch.connecting import wanted
from ivr.launch.preflight import Finding, Level, Rounds, Surroundings
from ivr.launch.preflight.machine import Machine
from ivr.launch.preflight.probe import NoReply, Reply
from ivr.telephone import Account, CarrierUnreachable, Number
from tests.ivr.carriers import NEW, NUMBER, FakeApi
from tests.ivr.fakes import FakeHouse, build, settings
from tests.ivr.incidents import LINE, OPEN

BIN = "https://handler.twilio.com/twiml/EH" + "3" * 32
MACHINE = Machine(cores=1, free_mib=2_000, swaps=(), dumpable=False, tunables=TUNABLES)
AROUND = Surroundings(MACHINE, mounts="/dev/vda1 / ext4 rw 0 0", debugging=False, tables=(), not_ready=())
DOCUMENT, REFUSED = Reply(200, b"<Response />", 0.01), Reply(403, b"", 0.01)


@dataclass
class FakeAddress:
    """A public address at which all is well, unless `dead`."""

    dead: bool = False
    tried: list[tuple[str, bool]] = field(default_factory=list)

    def live(self) -> Reply | NoReply:
        return NoReply("nobody") if self.dead else Reply(200, b"live\n", 0.01)

    def get(self, path: str) -> Reply | NoReply:
        return NoReply("nobody") if self.dead else Reply(200, path.encode(), 0.01)

    def trial(self, line: str, *, signed: bool) -> Reply | NoReply:
        self.tried.append((line, signed))
        answered = DOCUMENT if signed else REFUSED
        return NoReply("nobody") if self.dead else answered


class DeadApi(FakeApi):
    """A carrier that can't be reached."""

    def account(self) -> Account:
        raise CarrierUnreachable("The carrier's API can't be reached.")

    def number(self, number: str) -> Number:
        raise CarrierUnreachable(f"The carrier can't be asked about {number}.")


@pytest.fixture
def apart(tmp_path: Path, sqlite_url: str) -> Iterator[FakeHouse]:
    """A house whose keys and database lie apart, with all that a real one has set."""
    (tmp_path / "data").mkdir()
    file = Path(sqlite_url.removeprefix("sqlite:///")).rename(tmp_path / "data" / "line.db")
    file.chmod(0o600)
    house = build(settings(tmp_path, f"sqlite:///{file}", pci_mode=True, workers=2, hashing_memory_mib=128))
    yield house
    house.database.close()


def findings(
    house: FakeHouse, *, api: FakeApi | None = None, dead: bool = False, around: Surroundings = AROUND
) -> dict[str, Finding]:
    connected = replace(NUMBER, settings=wanted(house.settings, NEW, fallback_url=BIN))
    carrier = api or FakeApi(numbers={LINE: connected}, of=Account("Line", "active", "Full", OPEN))
    address = FakeAddress(dead=dead)
    found = list(Rounds(house, carrier, address=address, surroundings=around).findings())
    assert address.tried in ([], [(LINE, True), (LINE, False)])
    return {finding.about: finding for finding in found}


def bad(found: dict[str, Finding]) -> set[str]:
    return {about for about, finding in found.items() if finding.level is Level.FAIL}


def test_a_line_that_is_well_lacks_only_its_register(apart: FakeHouse) -> None:
    found = findings(apart)
    assert bad(found) == {"register"}, "nothing is published in this test"
    assert len(found) > 20


def test_a_dead_carrier_hides_nothing_else(apart: FakeHouse) -> None:
    found = findings(apart, api=DeadApi())
    assert bad(found) == {"register", "account", "number"}
    assert found["unsigned"].level is Level.OK


def test_a_dead_address_hides_nothing_else(apart: FakeHouse) -> None:
    assert bad(findings(apart, dead=True)) == {"register", "reach", "signed", "unsigned"}


def test_a_recorded_prompt_must_be_served(apart: FakeHouse, tmp_path: Path) -> None:
    file = tmp_path / "recordings" / "en" / "last_resort.farewell.mp3"
    assert "recordings" not in findings(apart)
    file.parent.mkdir(parents=True)
    file.touch()
    with_one = replace(apart, settings=replace(apart.settings, recordings=tmp_path / "recordings"))
    assert findings(with_one)["recordings"].level is Level.OK
    assert findings(with_one, dead=True)["recordings"].level is Level.FAIL


def test_on_old_tables_nothing_is_read(apart: FakeHouse) -> None:
    found = findings(apart, around=replace(AROUND, tables=("The database is older than this program.",)))
    assert bad(found) == {"tables"}
    assert "incident" not in found


def test_a_finding_is_one_line_with_what_to_do(apart: FakeHouse) -> None:
    for finding in findings(apart, dead=True, api=DeadApi()).values():
        assert "\n" not in str(finding)
        assert finding.level is Level.OK or finding.do, finding.about
        assert not finding.do or finding.level is not Level.OK
