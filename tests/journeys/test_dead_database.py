"""The database dies in mid-call: the caller is told that we can't answer, never a "no", and is put through to a person.

And when it is back, so is the line: whoever rings again is answered, and whoever was still on the line goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.cast import ANA, BEN
from tests.journeys.lines import EXAMPLE, MONDAY_NIGHT, Caller, Line, served
from tests.journeys.outages import FileGone, FileLocked, Outage, SuddenOutage, WireCut

PEOPLE = EXAMPLE.fallback
SORRY, LO_SENTIMOS = "we can't answer that automatically", "no podemos responder de forma automática"
IN_SPANISH = ("2", "1", "2", "2", ANA.number + "#", "1", ANA.keyed_birth_date + "#")
ALL = ["file gone", "file locked", pytest.param("wire cut", marks=pytest.mark.postgresql)]
SUDDEN = ALL[1:]  # what can happen within one check


@contextmanager
def line_and_outage(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Line, Outage]]:
    if kind == "wire cut":
        wire = WireCut(request.getfixturevalue("postgresql_url"))
        with served(folder, wire.url) as line:
            yield line, wire
        wire.close()
    else:
        with served(folder, request.getfixturevalue("sqlite_url")) as line:
            yield line, (FileGone if kind == "file gone" else FileLocked)(line, folder)


@pytest.fixture
def mortal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Line, Outage]]:
    """A line, and how its database will die."""
    with line_and_outage(request.param, tmp_path, request) as both:
        both[0].house.lookup.why_not_ready()  # the self-test has its own hours
        yield both


def heard_in_all(caller: Caller) -> str:
    return " ".join(spoken.text for spoken in caller.call.said)


def never_said_no(caller: Caller) -> bool:
    return not any(word in heard_in_all(caller) for word in ("did not find", "no encontramos", "not impacted"))


@pytest.mark.parametrize("mortal", ALL, indirect=True)
def test_a_father_whose_call_it_interrupts_reaches_a_person_and_later_his_answer(mortal: tuple[Line, Outage]) -> None:
    line, outage = mortal
    father = line.dials().presses(*IN_SPANISH[:5])
    mother = line.caller("+15735550177").dials().chooses_english().wants_to_check()

    outage.begins()
    father.presses("1").hears(LO_SENTIMOS).does_not_hear("match", "coincid")
    assert father.call.dialled == [PEOPLE]

    outage.ends()
    mother.checks(BEN).hears("we found a match", *line.says_of(BEN))
    father.dials().presses(*IN_SPANISH).hears("sí encontramos una coincidencia", *line.says_of(ANA, "es"))


@pytest.mark.parametrize("mortal", SUDDEN, indirect=True)
def test_a_check_that_it_interrupts_is_no_no(mortal: tuple[Line, SuddenOutage]) -> None:
    line, outage = mortal
    caller = line.dials().presses(*IN_SPANISH[:-1])

    outage.begins_within_a_check()
    caller.presses(IN_SPANISH[-1]).hears(LO_SENTIMOS).does_not_hear("coincid", SORRY)
    assert {spoken.voice for spoken in caller.call.said[2:]} == {"Polly.Lupe"}, "it is known that she speaks Spanish"
    assert caller.call.dialled == [PEOPLE]
    assert never_said_no(caller)

    outage.ends()
    caller.dials().presses(*IN_SPANISH).hears("sí encontramos una coincidencia", *line.says_of(ANA, "es"))


@pytest.mark.parametrize("mortal", ALL, indirect=True)
def test_a_caller_who_rings_meanwhile_hears_both_languages_and_reaches_a_person(mortal: tuple[Line, Outage]) -> None:
    line, outage = mortal
    line.dials().hangs_up()
    outage.begins()
    caller = line.dials().hears(SORRY, LO_SENTIMOS)
    assert caller.call.dialled == [PEOPLE]
    outage.ends()
    line.dials().chooses_english().wants_to_check().checks(ANA).hears("we found a match")


@pytest.mark.parametrize("mortal", ["file gone"], indirect=True)
@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_at_whichever_step_it_dies_the_same_is_heard(mortal: tuple[Line, Outage], *, night: bool) -> None:
    line, outage = mortal
    if night:
        line.is_at(MONDAY_NIGHT)
    for keys in range(len(IN_SPANISH)):
        caller = line.caller(f"+157355501{keys:02}").dials().presses(*IN_SPANISH[:keys])
        outage.begins()
        caller.presses(IN_SPANISH[keys]).hears(LO_SENTIMOS)
        if not night:
            assert caller.call.dialled == [PEOPLE]
        else:
            caller.has_ended_with(EXAMPLE.hours.spoken["en"], EXAMPLE.hours.spoken["es"], "Goodbye.")
        assert never_said_no(caller)
        outage.ends()
    line.dials().presses(*IN_SPANISH).hears("sí encontramos una coincidencia")
