"""Callers who are not like the others: without letter or number, with a grown child, in the holidays, on a busy day."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hotline.incidents import Emergency, tree
from tests.journeys.cast import ANA, BEN, NORA, Child
from tests.journeys.lines import EXAMPLE, MONDAY_MORNING, Caller, Line

WINTER_BREAK = datetime(2019, 12, 27, 16, 0, tzinfo=UTC)
PLAIN = tree.plain(EXAMPLE)
DOE, JO = "363", "56"
SENT = {"en": "Your details were sent, sealed, to the district.", "es": "Sus datos se enviaron, sellados, al distrito."}


def by_name(caller: Caller, child: Child, *, last_name: str = DOE) -> Caller:
    """Ask about one's child by what every mother knows."""
    caller.wants_to_check().presses("2").hears("For the name and birth date, press 3").presses("3")
    caller.hears("Spell the last name").presses(last_name + "#").hears("first name").presses(JO + "#")
    caller.hears("birth date").presses(child.keyed_birth_date + "#")
    return caller.hears("ZIP code").presses("65101#")


def test_a_mother_without_letter_and_number_is_told_yes_and_no_kinds(line: Line) -> None:
    mother = by_name(line.dials().chooses_english(), ANA).hears("we found a match", "The letter about this lists")
    mother.does_not_hear(*line.says_of(ANA)[1:])


def test_a_name_that_is_on_no_list_sounds_like_a_wrong_birth_date(line: Line) -> None:
    heard = [
        by_name(line.dials().chooses_english(), ANA, last_name="76643").call.heard,
        by_name(line.dials().chooses_english(), replace(ANA, born="2006-11-24")).call.heard,
    ]
    assert "we did not find a match for the details you entered" in heard[0]
    assert heard[0] == heard[1]


def test_a_blind_way_says_the_same_to_everybody(line: Line) -> None:
    key = b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    schemes = [{**row, "disclosure": "blind"} if row["name"] == "name" else row for row in PLAIN["schemes"]]
    line.opens_with(tree.content({**PLAIN, "schemes": schemes, "blind": SENT, "custodian_key": key}))
    heard = [by_name(line.dials().chooses_english(), child).hears(SENT["en"]).call.heard for child in (ANA, NORA)]
    assert heard[0] == heard[1]
    assert "match" not in heard[0]
    assert line.remembers_nothing_of(ANA, NORA)


@pytest.mark.parametrize(("years", "adult"), [(15, False), (19, True)])
def test_a_mother_of_a_grown_child_hears_what_the_child_can_do(line: Line, years: int, *, adult: bool) -> None:
    """The answer is the same; only the advice is for somebody who is no longer hers to act for."""
    line.is_at(MONDAY_MORNING.replace(year=int(ANA.born[:4]) + years))
    mother = line.dials().chooses_english().wants_to_check().checks(ANA)
    mother.hears("we found a match", *line.says_of(ANA))
    assert ("your child's accounts" in mother.call.heard) is not adult
    assert ("Ask the person to look over" in mother.call.heard) is adult


def test_in_the_winter_break_the_line_says_when_people_are_back_and_answers_all_the_same(line: Line) -> None:
    line.is_at(WINTER_BREAK)
    caller = line.dials().chooses_spanish().hears("vacaciones de invierno", "Abren otra vez el 2 de enero.")
    caller.presses("0").hears("Abren otra vez el 2 de enero.")
    assert caller.call.dialled == []
    line.dials().chooses_english().wants_to_check().checks(BEN).hears("we found a match")


def test_news_are_said_right_after_the_greeting_until_they_end(line: Line) -> None:
    news = {"en": "Many people are calling today.", "es": "Hoy llaman muchas personas."}
    line.opens_with(replace(EXAMPLE, emergency=Emergency(MONDAY_MORNING + timedelta(hours=8), news)))
    heard = line.dials().chooses_english().hears(news["en"]).call.heard
    assert heard.index(EXAMPLE.greeting["en"]) < heard.index(news["en"]) < heard.index("press 1")
    line.clock.advance(timedelta(hours=8))
    line.dials().chooses_english().does_not_hear(news["en"])


@pytest.mark.parametrize(("key", "reason"), [("1", "none_came"), ("2", "moved"), ("3", "for_another"), ("4", "died")])
def test_whatever_it_is_about_a_letter_there_are_words_and_a_way_on(line: Line, key: str, reason: str) -> None:
    caller = line.dials().chooses_english().hears_the_menu().presses("4").hears("If no letter came, press 1")
    caller.presses(key).hears(getattr(EXAMPLE.letters, reason)["en"]).presses("1").hears("about your child")
