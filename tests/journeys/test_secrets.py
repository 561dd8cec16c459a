"""What is left of a call when it is over: claims 11 and 17 of the vault, from the telephone's side."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hotline.calls import CallLog
from tests.journeys.cast import ANA, LISTED, NORA, Child
from tests.journeys.lines import Caller, Line, spellings
from tests.journeys.traces import Statement, everything_in, rows, statements


def makes_every_kind_of_call(line: Line) -> list[Caller]:
    """A yes, a no, a refusal, a fault, a hang-up in the middle of an entry: whatever could leave something behind."""
    guesser = line.dials().chooses_english().wants_to_check()
    for child in (NORA, NORA, NORA, ANA):
        guesser.checks(child).presses("1")
    letter = line.dials().chooses_english().wants_to_check().presses("1", "1", line.letter_code_of(ANA) + "#", "1")
    half = line.dials().chooses_english().wants_to_check().presses("2", "2", ANA.number + "#", "1")
    faulty = line.dials().chooses_english().wants_to_check().presses("2", "2", ANA.number + "#")
    with line.without_its_keys():
        faulty.presses("1")
    again = line.dials().chooses_english().wants_to_check().checks(ANA)
    for caller in (guesser, letter, half, again):
        caller.hangs_up()
    return [guesser, letter, half, faulty, again]


def test_claim_11_what_is_keyed_stays_nowhere(either_line: Line, capfd: pytest.CaptureFixture[str]) -> None:
    code = either_line.letter_code_of(ANA)
    callers = makes_every_kind_of_call(either_line)
    marks = list(spellings(code, ANA.number, ANA.born, ANA.keyed_birth_date, NORA.number))
    kept = {path.name: path.read_bytes() for path in either_line.files()}
    kept["logs"] = "".join(capfd.readouterr()).encode()
    kept["rows"] = everything_in(either_line.house.database)
    assert kept["rows"]
    for place, content in kept.items():
        assert not [mark for mark in marks if mark in content], f"something that was keyed is in {place}"
    for caller in callers:
        only_the_carrier_heard_it(caller, code)


def only_the_carrier_heard_it(caller: Caller, code: str) -> None:
    """In what the carrier saw, details are in Digits alone, and in the words that read a number back."""
    for exchange in caller.call.transcript:
        elsewhere = " ".join(value for name, value in exchange.form.items() if name != "Digits")
        seen = f"{exchange.url} {elsewhere} {dict(exchange.headers)} {exchange.body}"
        spoken = re.sub(r"You entered [0-9 ,]+\.", "", seen)
        for detail in (code, ANA.number, ANA.born, ANA.keyed_birth_date):
            for spelling in (detail, " ".join(detail), ", ".join(re.findall("...?", detail))):
                assert spelling not in spoken
        assert " ".join(ANA.keyed_birth_date) not in seen.replace(",", "")


def trace(line: Line, caller: Caller, child: Child) -> tuple[str, list[Statement], Counter[str]]:
    """The words, the statements and the new rows of the one webhook that brings an answer."""
    caller.presses("2", "2", child.number + "#", "1", child.keyed_birth_date)
    line.house.lookup.why_not_ready()  # the self-test has its own hours, and must not fall into this webhook
    before = rows(line.house.database)
    with statements(line.house.database) as seen:
        caller.presses("#")
    return caller.call.heard, list(seen), rows(line.house.database) - before


def test_claim_17_the_webhook_of_every_answer_leaves_the_same_trace(either_line: Line) -> None:
    either_line.is_limited_to(failures_per_call=1)
    first, second, third = (either_line.caller(f"+1573555010{n}").dials().presses("1", "1") for n in range(3))
    trace(either_line, first, LISTED[1])
    yes, no = trace(either_line, second, ANA), trace(either_line, third, NORA)
    third.presses("3")  # for whom is asked again
    refused = trace(either_line, third, ANA)
    assert "we found a match" in yes[0]
    assert "we did not find a match" in no[0]
    assert "we can't give that answer on this call" in refused[0]
    assert yes[1] == no[1] == refused[1]
    assert len(yes[1]) > 10
    assert yes[2] == no[2] == refused[2] | Counter(limit_counters=yes[2]["limit_counters"])  # the last call has its own


def test_the_log_does_not_tell_who_heard_yes(line: Line) -> None:
    for child in (ANA, NORA):
        line.dials().chooses_english().wants_to_check().checks(child).hangs_up()
    with line.house.database.read() as session:
        kept = CallLog(line.house.keyring, line.clock).today(session, line.incident.id)
    assert len(kept) == 2
    assert len({(call.language, call.role, call.outcome) for call in kept}) == 1, "they differ in their minute at most"
