"""What an agent types and what a caller presses for the same person get the same answer: claim 7 through both doors."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agents_ui.house import Desk
from hotline.incidents.limits import HIGHEST
from hotline.settings import PROJECT
from ivr.entries import read
from ivr.steps.digits import Digits
from ivr.steps.facts import Facts
from ivr.steps.state import Step
from lookup import Query, Telephone
from tests.agents_ui.desks import WITH_KEY, Browser, Office, applied, office
from tests.journeys.cast import DREW, FAMILY, NORA, Child, the_list
from tests.journeys.lines import Line, served

GOLDEN: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (PROJECT / "tests/lookup/golden_names.toml").read_text(encoding="utf-8")
)
KEYPAD = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
BORN, ZIP = "2009-05-17", "65101"
A_CALL, A_HOUR = 6, 100  # checks, of one agent in calls by hand
MOST: dict[str, Any] = dict(HIGHEST)
GENEROUS = replace(WITH_KEY, limits=replace(WITH_KEY.limits, **MOST))
UNREADABLE = "UNREADABLE"


@dataclass
class Doors:
    """The two doors of one line, with one person at each."""

    line: Line
    office: Office
    agent: Browser
    calls: Iterator[int] = field(default_factory=lambda: count(1))
    left_in_call: int = 0
    left_in_hour: int = A_HOUR

    def typed(self, way: str, **fields: str) -> str:
        """The answer that the agent's form gets."""
        if self.left_in_call == 0:
            self._takes_the_next_call()
        form = {"way": way, "csrf_token": self.agent.token(), **fields}
        assert self.agent.client.post("/desk/check", data=form).location == "/desk"
        parts: Desk = self.office.app.extensions["desk"]
        with self.office.house.database.read() as session:
            call = parts.calls.seen(session, self.office.people["alma"].id)
        assert call is not None
        if call.checks == A_CALL - self.left_in_call:
            return UNREADABLE
        self.left_in_call -= 1
        assert call.told is not None
        return call.told.name

    def pressed(self, scheme: str, **entries: str) -> str:
        """The answer that a telephone gets whose entries are read step by step."""
        facts = Facts(GENEROUS, self.line.clock.now())
        details = {}
        for name, keys in entries.items():
            entry = read(STEPS[name], keys, facts=facts)
            if not isinstance(entry, Digits):
                return UNREADABLE
            details[name] = entry.keys
        query = Query.of(self.line.incident.id, scheme, details)
        call = f"call {next(self.calls)}".encode().ljust(32)
        return self.line.house.lookup.ask(query, Telephone(call, "")).name.value

    def rung(self, *entries: str) -> str:
        """The answer that a caller hears who presses all of it on the carrier's telephone."""
        self.line.clock.advance(timedelta(seconds=1))
        caller = self.line.caller(f"+1573556{next(self.calls):04}").dials().presses("1", "1", "2", *entries)
        heard = caller.call.heard
        caller.hangs_up()
        return next((name for name, words in HEARD.items() if words in heard), heard)

    def _takes_the_next_call(self) -> None:
        if self.left_in_hour < A_CALL:
            self.line.clock.advance(timedelta(hours=1))
            self.office.signs_in("alma", self.agent)
            self.left_in_hour = A_HOUR
        self.agent.opens("/desk").sends("/desk/end")
        self.agent.opens("/desk").sends("/desk/finish", disposition="checked").opens("/desk")
        said = {"incident": self.office.incident.id, "language": "en", "role": "child", "reference": "desk phone 4"}
        self.agent.sends("/desk/take", **said).sees("6 checks left")
        self.left_in_call = A_CALL
        self.left_in_hour -= A_CALL


STEPS = {
    "code": Step.LETTER_CODE,
    "student_number": Step.STUDENT_NUMBER,
    "last_name": Step.LAST_NAME,
    "first_name": Step.FIRST_NAME,
    "birth_date": Step.BIRTH_DATE,
    "zip": Step.ZIP,
}
HEARD = {
    "MATCH": "we found a match",
    "NO_MATCH": "we did not find a match",
    "CANNOT_TELL": "we can't answer that automatically",
    "MAY_NOT_TELL": "we can't give that answer on this call",
}


def golden_list() -> str:
    """Every second name of the golden ones, and the children of the journeys."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    for number, (last, first) in enumerate(LISTED_NAMES):
        rows.writerow((f"N{number}", f"{number + 20:010}", last, first, BORN, "1 Example St", ZIP, "name"))
    return the_list() + text.getvalue()


def named(name: str, vector: dict[str, Any]) -> tuple[str, str]:
    """Somebody with this golden name; the other name is the same for all."""
    return (vector["typed"][0], "Jo") if name == "last_name" else ("Doe", vector["typed"][0])


VECTORS = [(name, vector) for name in ("last_name", "first_name") for vector in GOLDEN[name]]
LISTED_NAMES = [named(name, vector) for name, vector in VECTORS[::2]]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    (folder / "noticeline.db").write_bytes(migrated_file.read_bytes())
    with served(folder, f"sqlite:///{folder / 'noticeline.db'}") as line:
        opened = office(line.app, line.clock)
        opened.incident = line.incident = applied(line.house, GENEROUS)
        line.publishes_the_list(golden_list())
        yield Doors(line, opened, opened.signs_in("alma"))


def typed_and_pressed(name: str, typed: str, pressed: str) -> tuple[dict[str, str], dict[str, str]]:
    """A golden name as it is typed and as it is pressed, with the rest of the details."""
    other = ("first_name", "Jo", "56") if name == "last_name" else ("last_name", "Doe", "363")
    rest = {other[0]: other[1], "birth_date": "05/17/2009", "zip": ZIP}
    keys = {other[0]: other[2], "birth_date": "05172009", "zip": ZIP}
    return {name: typed, **rest}, {name: pressed, **keys}


def test_every_golden_name_gets_the_same_answer_typed_and_pressed(doors: Doors) -> None:
    answers = []
    for number, (name, vector) in enumerate(VECTORS):
        typed = [doors.typed("name_desk", **typed_and_pressed(name, one, "")[0]) for one in vector["typed"]]
        pressed = [doors.pressed("name", **typed_and_pressed(name, "", one)[1]) for one in vector["pressed"]]
        assert len({*typed, *pressed}) == 1, f"{vector['typed'][0]}: {typed} at the desk, {pressed} on the telephone"
        answers.append(typed[0])
        if number % 2 == 0:
            assert typed[0] == "MATCH", vector["typed"][0]
    assert {"MATCH", "NO_MATCH"} == set(answers)


def test_what_is_no_name_is_none_at_either_door(doors: Doors) -> None:
    for text in (one for texts in GOLDEN["refused"].values() for one in texts):  # type: ignore[attr-defined]
        for name in ("last_name", "first_name"):
            typed, pressed = typed_and_pressed(name, text, text)
            assert doors.typed("name_desk", **typed) == UNREADABLE, repr(text)
            if text.isascii() and text.isdigit():
                assert doors.pressed("name", **pressed) == UNREADABLE, repr(text)


def test_a_few_dozen_ring_and_hear_what_the_agent_reads(doors: Doors) -> None:
    for name, vector in VECTORS[::2] + VECTORS[1::6]:
        typed, _ = typed_and_pressed(name, vector["typed"][-1], "")
        _, pressed = typed_and_pressed(name, "", vector["pressed"][-1])
        keys = (pressed[one] + "#" for one in ("last_name", "first_name", "birth_date", "zip"))
        heard = doors.rung("3", *keys)
        assert heard == doors.typed("name_desk", **typed), vector["typed"][-1]
    for child in (*FAMILY, DREW, NORA):
        heard = doors.rung("2", child.number + "#", "1", child.keyed_birth_date + "#")
        assert heard == doors.typed("student_number", student_number=child.number, birth_date=child.born)
        assert heard == ("NO_MATCH" if child is NORA else "MATCH")
    for child in FAMILY:
        code = doors.line.letter_code_of(child)
        assert doors.rung("1", code + "#", "1") == doors.typed("letter_code", code=code) == "MATCH"


DATES = st.sampled_from(("{m}/{d}/{y}", "{m}-{d}-{y}", "{m}.{d}.{y}", "{m} {d} {y}", "{m}{d}{y}", "{y}-{m}-{d}"))
SPACES = st.sampled_from(("", " ", "\u00a0", "\t", "  "))
CASES = st.sampled_from((str, str.upper, str.lower, str.title, str.swapcase))
ZIPS = st.sampled_from((ZIP, "65101-1234", "651011234", " 65101 "))
NO_KEYS = st.text("01", max_size=3)


def plain_keys(text: str) -> str:
    """What a caller presses for plain letters, read off a telephone."""
    return "".join(key for letter in text.upper() for key, letters in KEYPAD.items() if letter in letters)


def in_form(form: str, born: str) -> str:
    """A day (ISO) as an agent may type it."""
    year, month, day = born.split("-")
    return form.format(m=month, d=day, y=year)


def test_however_a_name_is_typed_and_pressed_the_doors_agree(doors: Doors) -> None:
    plain = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=14)
    golden = st.sampled_from(VECTORS).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.sampled_from(one[1]["typed"]), st.sampled_from(one[1]["pressed"]))
    )
    drawn = st.tuples(st.sampled_from(("last_name", "first_name")), plain).map(lambda one: (*one, plain_keys(one[1])))

    @settings(max_examples=60)
    @given(golden | drawn, DATES, SPACES, ZIPS, NO_KEYS)
    def agree(name: tuple[str, str, str], date: str, space: str, zip_code: str, silent: str) -> None:
        typed, pressed = typed_and_pressed(name[0], space + name[1] + space, name[2])
        typed |= {"birth_date": in_form(date, BORN), "zip": zip_code}
        pressed[name[0]] += silent
        assume(pressed[name[0]] != "9")  # alone it means "say that again"; whoever is called W presses 91
        assert doors.typed("name_desk", **typed) == doors.pressed("name", **pressed)

    agree()


def test_however_a_number_and_a_date_are_typed_and_keyed_the_doors_agree(doors: Doors) -> None:
    children = st.sampled_from((*FAMILY, DREW, NORA, Child("S", "0000000024", BORN, ())))
    days = st.dates().map(str) | st.sampled_from(("2009-02-30", "2008-02-29", "1900-01-01", "2019-06-03", "2019-06-04"))
    joints = st.sampled_from(("", " ", "-"))

    @settings(max_examples=60)
    @given(children, DATES, joints, st.integers(0, 10), st.none() | days)
    def agree(child: Child, date: str, joint: str, zeros: int, day: str | None) -> None:
        number, born = child.number.lstrip("0").rjust(zeros, "0"), day or child.born
        typed = {"student_number": joint.join((number[:3], number[3:])), "birth_date": in_form(date, born)}
        pressed = {"student_number": number, "birth_date": in_form("{m}{d}{y}", born)}
        assert doors.typed("student_number", **typed) == doors.pressed("student_number", **pressed)

    agree()


def test_however_a_letter_s_code_is_typed_and_keyed_the_doors_agree(doors: Doors) -> None:
    codes = st.sampled_from([doors.line.letter_code_of(child) for child in FAMILY])
    widths = st.sampled_from(({}, {ord("0") + digit: ord("０") + digit for digit in range(10)}))

    slips = st.none() | st.tuples(st.integers(0, 11), st.integers(1, 9))

    @settings(max_examples=40)
    @given(codes, slips, st.sampled_from("- \u00a0"), widths)
    def agree(code: str, slip: tuple[int, int] | None, joint: str, width: dict[int, int]) -> None:
        if slip:
            at, by = slip
            code = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
        typed = joint.join((code[:4], code[4:8], code[8:]))
        answers = doors.typed("letter_code", code=typed.translate(width))
        assert answers == doors.pressed("letter_code", code=code) == (UNREADABLE if slip else "MATCH")

    agree()


def test_as_many_letters_as_a_number_has_digits_are_a_number_and_more_are_none(doors: Doors) -> None:
    for number in ("ABCDEFGHI1", "7316904825"):
        assert doors.typed("student_number", student_number=number, birth_date=BORN) == "NO_MATCH"
    for number in ("ABCDEFGHIJ1", "73169048251", "7316904825A"):
        assert doors.typed("student_number", student_number=number, birth_date=BORN) == UNREADABLE
