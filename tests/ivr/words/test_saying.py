"""What a caller hears at each place of a call."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hotline.incidents import load
from hotline.settings import PROJECT
from ivr.steps.digits import Back, MoreTime, Person, Repeat, Silence, Unreadable
from ivr.steps.events import Answered, DialEnded, Event
from ivr.steps.facts import Facts
from ivr.steps.flow import LISTENING
from ivr.steps.state import ENTRIES, TOPICS, CallState, Notice, Step
from ivr.words.saying import says
from ivr.words.speech import CallPerson, ComeBack, HangUp, Listen
from tests.ivr.incidents import (
    BLIND,
    FALLBACK,
    IN_A_CLOSURE,
    IN_AN_EMERGENCY,
    LETTER_CODE,
    OPEN,
    SHEETS,
    WHEN_CLOSED,
    WHEN_OPEN,
    WITH_EVERY_WAY,
)
from tests.ivr.steps.walks import (
    MATCH,
    TO_ANSWER,
    TO_BIRTH_DATE,
    TO_CHECKING,
    TO_LETTER_CODE,
    TO_READ_BACK,
    TO_STUDENT_NUMBER,
    after,
)

EXAMPLE = Facts(load(PROJECT / "examples" / "jcps-2019" / "incident.toml"), OPEN)
WORDS_PER_SECOND = 2.5


def heard(*events: Event | str, facts: Facts = WHEN_OPEN) -> str:
    """All that is said at the place where these events lead."""
    return words_of(after(*events, facts=facts), facts)


def words_of(call: CallState, facts: Facts = WHEN_OPEN) -> str:
    return " ".join(passage.words for passage in says(call, facts=facts, sheets=SHEETS).passages)


def answer(name: str, *, role: str = "1", facts: Facts = WHEN_OPEN, language: str = "1", **told: object) -> str:
    events = (language, "1", role, "1", LETTER_CODE, "1")
    call = after(*events, facts=facts)
    return words_of(after(Answered(name, **told), call=call, facts=facts), facts)  # type: ignore[arg-type]  # as told


def test_each_language_is_offered_in_its_own_voice() -> None:
    passages = says(after(), facts=WHEN_OPEN, sheets=SHEETS).passages
    assert [(passage.words, passage.code) for passage in passages] == [
        ("For English, press 1.", "en-US"),
        ("Para español, oprima 2.", "es-US"),
    ]


def test_the_line_says_whose_it_is_and_then_the_menu() -> None:
    words = heard("1")
    assert words.startswith("This is the school's line. For a person, press 0. To check whether you or your child")


def test_the_first_choice_of_the_example_comes_within_ten_seconds() -> None:
    for language in ("1", "2"):
        greeting, choice, *_ = says(after(language, facts=EXAMPLE), facts=EXAMPLE, sheets=SHEETS).passages
        assert len(greeting.words.split()) <= 10 * WORDS_PER_SECOND
        assert choice.words.endswith(" 0.")


def test_a_closed_line_tells_its_hours_and_that_it_answers_by_itself() -> None:
    words = heard("1", facts=WHEN_CLOSED)
    assert "People answer this line on weekdays, 8 to 5:30. The automated answer works day and night." in words


def test_spanish_is_spanish_to_the_last_word() -> None:
    words = answer("MATCH", language="2", categories=("address", "mosis"))
    assert words.startswith("Consultamos los datos y sí encontramos una coincidencia.")
    assert "Esta es la información afectada: dirección y también número de estudiante." in words
    assert not re.search(r"\b(the|press|you|and)\b", words)
    passages = says(after("2"), facts=WHEN_OPEN, sheets=SHEETS).passages
    assert {passage.voice for passage in passages} == {"Polly.Lupe"}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2", "Files were copied. They held names. We asked for them."),
        ("3", "Stay alert."),
        ("41", "Letters were mailed."),
        ("42", "Letters follow you."),
        ("43", "Send the letter back."),
        ("44", "Letters about the dead are kept."),
        ("5", "People answer this line on weekdays, 8 to 5:30. The number is 8 6 6, 7 7 5, 4 2 0 9. Ask the school."),
    ],
)
def test_each_topic_says_its_heading(key: str, words: str) -> None:
    assert heard("1", *key).startswith(words)


def test_a_topic_is_not_said_again_to_somebody_silent() -> None:
    assert "Files" not in heard("1", "2", Silence())
    assert "Files" in heard("1", "2", Silence(), Repeat())


def test_entries_are_read_back_in_groups_and_the_birth_date_never() -> None:
    assert "You entered 4 8 3 1, 0 9 2 7, 5 5 1 0." in heard(*TO_READ_BACK)
    assert "2 0 0 9" not in heard(*TO_CHECKING)
    assert "2009" not in heard(*TO_ANSWER)


def test_an_entry_says_how_many_digits_it_wants() -> None:
    assert "12 digits" in heard(*TO_LETTER_CODE)
    assert "10 digits" in heard(*TO_STUDENT_NUMBER)
    assert "8 digits" in heard(*TO_BIRTH_DATE)


def test_wording_grows_with_what_did_not_work_and_ends_with_a_person() -> None:
    rungs = [heard(*TO_LETTER_CODE, *[Unreadable()] * times) for times in range(4)]
    assert rungs[1].startswith("That did not work.")
    assert "hyphens" in rungs[2]
    assert rungs[2].endswith("For a person, press 0.")
    assert rungs[3] == rungs[2]


def test_a_yes_tells_the_kinds_then_what_was_not_involved_then_what_to_do() -> None:
    words = answer("MATCH", categories=("address", "mosis"))
    told = [
        "we found a match",
        "home address and student ID number",
        "Bank accounts were not involved.",
        "Do watch for self. Do ask for self. Do guard for self.",
        "To check another person, press 1.",
    ]
    assert [words.find(part) for part in told] == sorted(words.find(part) for part in told)
    assert all(part in words for part in told)


@pytest.mark.parametrize(("key", "role"), [("1", "self"), ("2", "child"), ("3", "other")])
def test_advice_is_in_the_words_for_the_caller_and_said_once(key: str, role: str) -> None:
    words = answer("MATCH", role=key, categories=("address", "medical"))
    assert words.count(f"Do watch for {role}.") == 1


def test_several_people_under_one_key_hear_yes_and_no_kinds() -> None:
    words = answer("MATCH", shared=True)
    assert "we found a match" in words
    assert "More than one person has these details" in words
    assert "The letter about this lists them." in words
    assert "home address" not in words


@pytest.mark.parametrize("categories", [(), ("address",), ("address", "unheard_of")])
def test_where_not_every_kind_may_be_told_the_letter_is_named(categories: tuple[str, ...]) -> None:
    words = answer("MATCH", categories=categories, letter_tells=True)
    assert "The letter about this lists every kind of information." in words
    assert ("home address" in words) is bool(categories)


def test_a_no_is_only_about_the_details_and_offers_another_way_and_a_person() -> None:
    words = answer("NO_MATCH")
    assert "we did not find a match for the details you entered" in words
    assert "To check in another way or check another person, press 1." in words
    assert "For a person, press 0." in words
    assert not re.search(r"not (impacted|involved|affected)", words)


@pytest.mark.parametrize("name", ["CANNOT_TELL", "MAY_NOT_TELL"])
def test_without_an_answer_nothing_sounds_like_a_no(name: str) -> None:
    words = answer(name)
    assert "match" not in words
    assert "we can't" in words
    assert "For a person, press 0." in words


def test_an_answer_when_closed_tells_when_people_are_there() -> None:
    assert "People answer this line on weekdays" in answer("NO_MATCH", facts=WHEN_CLOSED)


@pytest.mark.parametrize("role", ["1", "2", "3"])
@pytest.mark.parametrize("language", ["1", "2"])
def test_the_longest_answer_of_the_example_takes_a_minute(role: str, language: str) -> None:
    kinds = tuple(category.id for category in EXAMPLE.content.categories)
    words = answer("MATCH", role=role, language=language, facts=EXAMPLE, categories=kinds)
    told = words.split("To hear this again")[0].split("Para oír esto otra vez")[0]
    assert len(told.split()) <= 60 * WORDS_PER_SECOND


@pytest.mark.parametrize("tries", [0, 1, 2])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("step", sorted(LISTENING - set(ENTRIES)))
def test_a_menu_is_short_as_it_is_heard(step: Step, language: str, tries: int) -> None:
    call = replace(after(*TO_READ_BACK), step=step, language=language, tries=tries, notice=Notice.NONE)
    passages = says(call, facts=WHEN_OPEN, sheets=SHEETS).passages
    # Where something is told first, the menu is the last line.
    menu = passages[-1:] if tries == 0 and step in (*TOPICS, Step.ANSWER, Step.PROMISED) else passages
    assert 0 < sum(len(passage.words.split()) for passage in menu) <= 18 * WORDS_PER_SECOND


# What comes after the words


def test_menus_take_one_key_and_entries_any_number() -> None:
    assert says(after("1"), facts=WHEN_OPEN, sheets=SHEETS).then == Listen(1, timeout=6)
    assert says(after(*TO_LETTER_CODE), facts=WHEN_OPEN, sheets=SHEETS).then == Listen(None, timeout=10)


def test_more_time_is_twenty_five_seconds() -> None:
    call = after(*TO_LETTER_CODE, MoreTime())
    assert says(call, facts=WHEN_OPEN, sheets=SHEETS).then == Listen(None, timeout=25)
    assert words_of(call).startswith("Take all the time you need.")


def test_a_person_is_dialled_at_the_incident_s_number_only() -> None:
    speech = says(after("1", Person()), facts=WHEN_OPEN, sheets=SHEETS)
    assert speech.then == CallPerson(FALLBACK, timeout=30)


def test_a_check_that_waits_says_one_moment() -> None:
    speech = says(after(*TO_CHECKING), facts=WHEN_OPEN, sheets=SHEETS)
    assert (speech.passages[0].words, speech.then) == ("One moment, please.", ComeBack(2))


def test_a_goodbye_says_when_and_where_to_call_again() -> None:
    call = after("1", Person(), DialEnded(answered=True))
    assert says(call, facts=WHEN_OPEN, sheets=SHEETS).then == HangUp()
    assert "at 8 6 6, 7 7 5, 4 2 0 9. People answer this line on weekdays, 8 to 5:30. Goodbye." in words_of(call)


def test_nobody_answering_is_said_with_the_hours() -> None:
    assert heard("1", Person(), DialEnded(answered=False)).startswith("We are sorry, nobody could take your call.")


def test_the_answer_is_said_the_same_twice() -> None:
    call = after(*TO_CHECKING, MATCH)
    assert says(call, facts=WHEN_OPEN, sheets=SHEETS) == says(replace(call), facts=WHEN_OPEN, sheets=SHEETS)


# What the line says to those whom the straight way forgets


def test_a_star_and_a_zero_are_offered_only_where_they_help() -> None:
    assert "To hear when people answer, press 0." in answer("MATCH", categories=("address",), facts=WHEN_CLOSED)
    assert "For a person, press 0." in answer("MATCH", categories=("address",))


@pytest.mark.parametrize(
    ("role", "offers"),
    [
        ("1", "To check another person, press 1."),
        ("2", "To check another child, press 1. If it is not about your child, press 3."),
        ("3", "To check another person, press 1. For yourself or your child, press 3."),
    ],
)
def test_the_next_check_is_offered_in_the_words_for_the_role(role: str, offers: str) -> None:
    assert offers in answer("MATCH", role=role, categories=("address",))


def test_whom_a_parent_calls_a_child_may_be_grown_up() -> None:
    told = [heard("1", "1", "2", "2", "1234567890", "1", born, MATCH) for born in ("2001-06-03", "2001-06-04")]
    assert "Do watch for other." in told[0]
    assert "Do watch for child." in told[1]
    same = [words.replace("for other", "for child") for words in told]
    assert same[0] == same[1]


def test_a_no_says_that_some_people_can_t_be_found_this_way() -> None:
    words = answer("NO_MATCH", gaps=True)
    assert "Some people on the list can't be found in this way at all. A person can look in other ways." in words
    assert "some people" not in answer("NO_MATCH").lower()


def test_details_that_went_to_the_custodian_are_spoken_of_in_the_incident_s_words_only() -> None:
    blind = Facts(BLIND, OPEN)
    words = heard(
        *("1", "1", "2", "2", "56739", "262", "2009-05-17"), Answered("MAY_NOT_TELL", sealed=True), facts=blind
    )
    assert words.startswith(
        "We are sorry, we can't give that answer on this call. Your details went to the school, sealed."
    )
    assert "To check another child, press 1." in words


def test_after_a_limit_the_letter_s_code_is_offered_and_no_pointless_check() -> None:
    words = heard(*TO_CHECKING, Answered("MAY_NOT_TELL"))
    assert "To check with the code in a letter, press 1." in words
    assert "another" not in words
    assert "press 1" not in answer("MAY_NOT_TELL")


def test_a_closure_speaks_in_place_of_the_hours() -> None:
    for keys in (("1",), ("1", "5"), ("1", Person())):
        words = heard(*keys, facts=IN_A_CLOSURE)
        assert "Snow closed the school." in words
        assert "weekdays" not in words


def test_an_announcement_comes_right_after_the_greeting_and_once() -> None:
    assert heard("1", facts=IN_AN_EMERGENCY).startswith("This is the school's line. The website is down. For a person")
    assert "website" not in heard("1", "5", Back(), facts=IN_AN_EMERGENCY)


def test_zero_on_a_closed_line_tells_the_hours_and_not_the_whole_answer_again() -> None:
    words = heard(*TO_ANSWER, Person(), facts=WHEN_CLOSED)
    assert words.startswith("We are sorry, nobody is here to talk right now. People answer this line on weekdays")
    assert "home address" not in words
    assert "home address" in heard(*TO_ANSWER, Person(), Repeat(), facts=WHEN_CLOSED)


def test_more_time_is_given_in_every_language_before_one_is_chosen() -> None:
    assert heard(Back()) == (
        "Take all the time you need. For English, press 1. Tómese todo el tiempo que necesite. Para español, oprima 2."
    )


def test_a_name_and_a_zip_code_are_never_said() -> None:
    keys = ("1", "1", "2", "3", "56739", "262", "2009-05-17", "65101", MATCH)
    for number in range(5, len(keys) + 1):
        spoken = heard(*keys[:number], facts=WITH_EVERY_WAY).replace(" ", "")
        assert not [detail for detail in ("56739", "262", "65101", "2009") if detail in spoken]
