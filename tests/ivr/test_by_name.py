"""Checking by the name on the keypad, through the real door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.steps.state import CallState, Heard, Step
from tests.ivr.fakes import MATCH, FakeHouse, Phone, build, open_door, settings
from tests.ivr.incidents import BY_NAME, EVERY_WAY

TO_THE_NAME = ("1", "1", "2", "3")


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str) -> Iterator[FakeHouse]:
    """A house whose incident can be asked by name, with the ZIP code."""
    house = build(settings(tmp_path, sqlite_url), content=EVERY_WAY)
    yield house
    house.database.close()


def asked(house: FakeHouse) -> list[tuple[str, tuple[str, ...], str]]:
    return [(query.scheme, query.fields, query.zip) for query, _ in house.lookup.asked]


def test_last_name_first_name_birth_date_and_zip_are_one_check(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [replace(MATCH, categories=(), letter_tells=True)]
    phone.dials().presses(*TO_THE_NAME).hears("Spell the last name")
    phone.presses("56739").hears("first name").presses("262").hears("birth date")
    phone.presses("05172009").hears("ZIP code").presses("65101")
    phone.hears("we found a match", "The letter about this lists every kind of information.")
    assert asked(house) == [("name", ("56739", "262", "20090517"), "65101")]


def test_no_zip_is_asked_for_where_the_incident_wants_none(tmp_path: Path, sqlite_url: str) -> None:
    house = build(settings(tmp_path, sqlite_url), content=BY_NAME)
    house.lookup.answers = [MATCH]
    phone = Phone(open_door(house).test_client())
    phone.dials().presses("1", "1", "2", "56739", "262", "05172009").hears("we found a match")
    assert asked(house) == [("name", ("56739", "262", "20090517"), "")]
    house.database.close()


def test_further_keys_of_a_long_name_are_no_error(house: FakeHouse, phone: Phone) -> None:
    house.lookup.answers = [MATCH]
    phone.dials().presses(*TO_THE_NAME, "2" * 20, "3" * 20, "05172009", "65101").hears("we found a match")
    assert asked(house) == [("name", ("2" * 8, "3" * 10, "20090517"), "65101")]


def test_a_name_has_the_same_three_keys_as_every_entry(house: FakeHouse, phone: Phone) -> None:
    phone.dials().presses(*TO_THE_NAME)
    question = phone.heard
    assert phone.presses("9").heard == question
    assert phone.presses("567*").heard == f"Take all the time you need. {question}"
    assert phone.document[0].attrib["timeout"] == "25"
    assert phone.presses("0").dialled is not None


@pytest.mark.parametrize(
    ("before", "keys", "words"),
    [((), "1", "last name"), (("56739",), "11", "first name"), (("56739", "262", "05172009"), "6510", "ZIP code")],
)
def test_what_can_t_be_one_is_asked_again(
    house: FakeHouse, phone: Phone, before: tuple[str, ...], keys: str, words: str
) -> None:
    phone.dials().presses(*TO_THE_NAME, *before, keys).hears("That did not work.", words)
    assert house.lookup.asked == []


def test_a_call_that_began_before_a_deploy_goes_on_after_it() -> None:
    """As the version before this one wrote it: it knew no names, no gaps, no sealed details."""
    written = (
        b'{"incident":1,"version":2,"began":1559574000,"code_digits":12,"turn":7,"step":"answer","language":"en",'
        b'"role":"child","scheme":"student_number","heard":{"name":"MATCH","kinds":[0,2],"shared":false,"whole":true},'
        b'"was_told":true,"settled_at":1559574060}'
    )
    call = CallState.from_json(written)
    assert (call.step, call.heard) == (Step.ANSWER, Heard("MATCH", kinds=(0, 2)))
    assert CallState.from_json(call.to_json()) == call
