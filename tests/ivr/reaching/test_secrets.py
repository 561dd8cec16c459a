"""What a stolen copy of the database and its log tells, without keys, while people wait, talk and are called back."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline import logs
from hotline.calls import LiveCalls
from hotline.queue import Endpoints
from tests.hotline.desks import ADA, BO
from tests.ivr.fakes import MATCH, RECORDING, Phone
from tests.ivr.reaching.stage import Reached
from tests.ivr.reaching.test_line import TO_LETTER
from tests.journeys.lines import spellings
from tests.journeys.traces import everything_in

NUMBERS = "5735557364", "5735559182", "5735556418"
CALLS_FROM, TO_BE_RUNG, RINGS_AT = (f"+1{number}" for number in NUMBERS)
ANSWERS = (b"MATCH", b"answer.", b"kinds")


class Thief:
    """Copies all that lies on the disk, again and again."""

    def __init__(self, line: Reached, folder: Path) -> None:
        self._line = line
        self._folder = folder
        self.copies: list[tuple[str, bytes]] = []

    def copies_all(self, when: str) -> None:
        files = sorted(path for path in self._folder.glob("noticeline.db*") if path.is_file())
        assert files
        self.copies += [(f"{when}: {path.name}", path.read_bytes()) for path in files]
        self.copies.append((f"{when}: rows", everything_in(self._line.house.database)))

    def finds(self, *marks: bytes) -> list[str]:
        return [f"{mark!r} in {where}" for where, copy in self.copies for mark in marks if mark in copy]


def is_called_back(line: Reached, thief: Thief) -> None:
    """Ada takes the callback, and they pick up."""
    exchange = line.exchange
    exchange.takes(exchange.switchboard.last)
    ring = exchange.switchboard.last
    assert (ring.act, ring.address) == ("ring_caller", TO_BE_RUNG)
    thief.copies_all("rung")
    call = f"CA{9:032x}"
    with line.house.database.write() as session:
        reference = LiveCalls(line.house.keyring, line.house.clock).reference(call)
        assert exchange.distribution.reached(session, ring.offer, reference=reference, call=call)
    thief.copies_all("talking")
    exchange.conversations.end(ADA)


def keeps_the_place(line: Reached) -> Phone:
    caller = line.caller(*TO_LETTER, "0", number=CALLS_FROM)
    caller.waits().presses("1")
    caller.leaves().presses("2", NUMBERS[1], "1").hears("The four digits are")
    return caller


def test_no_copy_tells_who_waits_whom_to_ring_or_what_was_heard(
    line: Reached, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure()
    thief, exchange = Thief(line, tmp_path), line.exchange
    with line.house.database.write() as session:
        endpoints = Endpoints(line.house.keyring, line.house.clock)
        code = endpoints.begin(session, BO, address=RINGS_AT).code
        assert endpoints.keyed(session, BO, digits=code)
    exchange.comes(BO)
    line.house.lookup.answers = [MATCH, MATCH]
    held = line.caller(*TO_LETTER, "0", number=CALLS_FROM)
    line.is_taken(held)
    exchange.conversations.hold(BO)
    thief.copies_all("on hold")
    caller = keeps_the_place(line)
    thief.copies_all("promised")
    caller.hangs_up()
    exchange.comes(ADA)
    exchange.rings()
    is_called_back(line, thief)
    line.closes()
    line.caller("2", "0", number=CALLS_FROM).presses("2").speaks(20)
    held.hangs_up()
    thief.copies_all("over")
    thief.copies.append(("the log", "".join(capfd.readouterr()).encode()))
    assert {where for where in thief.finds(b"talking") if "wal" in where}, "what is in clear would be found"
    assert thief.finds(*spellings(*NUMBERS), *ANSWERS, RECORDING.encode(), held.call_id.encode()) == []
