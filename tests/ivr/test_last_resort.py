"""Whatever is gone, a caller hears that we can't tell, and a person or the hours; never a no, never silence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from hotline.database import Database
from ivr.last_resort import LastResort
from ivr.words.speech import CallPerson, HangUp
from tests.ivr.fakes import MATCH, FakeHouse, Phone, build, open_door, phone_of, settings
from tests.ivr.incidents import CLOSED, CONTENT, FALLBACK, LETTER_CODE, LINE, SHEETS

SORRY = "we can't answer that automatically"
SORRY_IN_SPANISH = "no podemos responder de forma automática"
FAULTS = ("database gone", "tables gone", "key ring gone", "live key gone", "state unreadable")


def break_it(house: FakeHouse, fault: str) -> None:
    """Take something away that a call needs."""
    ring = house.settings.keyring
    match fault:
        case "key ring gone":
            shutil.move(ring, ring.with_name("elsewhere"))
        case "live key gone":
            for key in ring.glob("live-*.key"):
                key.unlink()
        case "database gone":
            house.database.close()
            path = Path(house.database.url.database or "")
            path.unlink()
            path.mkdir()
        case _:
            with house.database.write() as session:
                session.execute(
                    text("DROP TABLE live_calls" if fault == "tables gone" else "UPDATE live_calls SET sealed = 'x'")
                )


def falls_back(phone: Phone) -> None:
    """What is heard and done when nothing else can be."""
    phone.hears(SORRY).does_not_hear("match", "not")
    assert phone.verbs[-2:] == ["Say", "Hangup"]
    assert "Dial" in phone.verbs
    assert phone.dialled == FALLBACK


@pytest.mark.parametrize("fault", FAULTS)
def test_in_mid_call_whatever_is_gone_a_person_is_called(house: FakeHouse, phone: Phone, fault: str) -> None:
    house.lookup.answers = [MATCH]
    phone.dials().presses("1", "1", "2", "1", LETTER_CODE)
    break_it(house, fault)
    falls_back(phone.presses("1"))


@pytest.mark.parametrize("fault", ["database gone", "tables gone", "key ring gone", "live key gone"])
def test_a_new_call_is_told_the_same(house: FakeHouse, client: FlaskClient, fault: str) -> None:
    Phone(client).dials()
    break_it(house, fault)
    falls_back(Phone(client, number=2).dials().hears(SORRY_IN_SPANISH))


@pytest.mark.parametrize("fault", FAULTS)
def test_every_genuine_webhook_gets_a_document_whatever_is_gone(house: FakeHouse, phone: Phone, fault: str) -> None:
    phone.dials().presses("1")
    break_it(house, fault)
    for path in (
        "/ivr/incoming",
        "/ivr/menu?turn=1",
        "/ivr/silence?turn=1",
        "/ivr/checking?turn=1",
        "/ivr/person?turn=1",
    ):
        phone.posts(path, Digits="1", DialCallStatus="completed").hears(SORRY)
    assert phone.posts("/ivr/status", CallStatus="completed").verbs == []


def test_a_key_ring_moved_away_during_a_check_is_cannot_tell_and_never_a_no(house: FakeHouse) -> None:
    house.lookup.answers = [MATCH]
    phone = phone_of(house, lambda: break_it(house, "key ring gone"))
    falls_back(phone.dials().presses("1", "1", "2", "1", LETTER_CODE, "1"))


def test_the_language_of_the_call_is_kept_where_it_is_known(house: FakeHouse) -> None:
    house.lookup.answers = [MATCH]
    phone = phone_of(house, lambda: break_it(house, "key ring gone"))
    phone.dials().presses("2", "1", "2", "1", LETTER_CODE, "1").hears(SORRY_IN_SPANISH).does_not_hear("We are sorry")


def test_it_heals_by_itself(house: FakeHouse, phone: Phone) -> None:
    told = phone.dials().presses("1").heard
    ring = house.settings.keyring
    break_it(house, "key ring gone")
    phone.presses("1").hears(SORRY)
    shutil.move(ring.with_name("elsewhere"), ring)
    assert phone.dials().heard == told


@pytest.fixture
def hurried_house(tmp_path: Path, sqlite_url: str) -> Iterator[FakeHouse]:
    house = build(settings(tmp_path, sqlite_url), patience_ms=100)
    yield house
    house.database.close()


def test_a_locked_database_is_waited_for_and_then_given_up(hurried_house: FakeHouse) -> None:
    phone = Phone(open_door(hurried_house).test_client()).dials()
    told = phone.presses("1").heard
    with hurried_house.database.write() as session:
        session.execute(text("SELECT 1"))
        falls_back(phone.presses("1"))
    assert phone.dials().heard == told


def test_a_database_server_that_is_away_is_not_waited_for(house: FakeHouse) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    falls_back(Phone(open_door(replace(house, database=away)).test_client()).dials())
    away.close()


def test_a_line_that_belongs_to_nobody_calls_the_operator_s_number(phone: Phone, house: FakeHouse) -> None:
    phone.posts("/ivr/incoming", To="+18005550199").hears(SORRY)
    assert phone.dialled == house.settings.fallback_number


def test_the_carrier_s_own_fallback_is_the_last_resort(phone: Phone) -> None:
    phone.dials()
    falls_back(phone.posts("/ivr/fallback", ErrorCode="11200", ErrorUrl="https://line.example/ivr/menu"))


def last_resort(house: FakeHouse, fallback_number: str = "") -> LastResort:
    return LastResort(sheets=SHEETS, clock=house.clock, fallback_number=fallback_number)


def test_when_closed_the_hours_are_told(house: FakeHouse) -> None:
    house.clock.advance(CLOSED - house.clock.now())
    resort = last_resort(house, FALLBACK)
    resort.remember(CONTENT)
    speech = resort.says(line=LINE, language="en")
    assert speech.then == HangUp()
    assert "People answer this line on weekdays, 8 to 5:30." in " ".join(passage.words for passage in speech.passages)


def test_without_any_facts_the_operator_s_number_is_dialled_or_a_later_call_asked_for(house: FakeHouse) -> None:
    assert isinstance(last_resort(house, FALLBACK).says(line=LINE).then, CallPerson)
    alone = last_resort(house).says(line=LINE)
    assert alone.then == HangUp()
    assert any("Please call again later." in passage.words for passage in alone.passages)


def test_hours_are_those_of_the_moment(house: FakeHouse) -> None:
    resort = last_resort(house)
    resort.remember(CONTENT)
    assert isinstance(resort.says(line=LINE).then, CallPerson)
    house.clock.advance(timedelta(hours=12))
    assert resort.says(line=LINE).then == HangUp()
