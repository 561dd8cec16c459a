"""A stranger has burned a child's guesses: the family is not told why, and still gets its answer and a person."""

from __future__ import annotations

from datetime import timedelta

from lookup import Agent, AnswerName, Query
from tests.agents_ui.asking import MATCH as YES
from tests.agents_ui.asking import asks, asks_by_letter
from tests.agents_ui.desks import office
from tests.journeys.cast import ANA, BEN, Child
from tests.journeys.lines import EXAMPLE, Caller, Line

LIMITS = EXAMPLE.limits
PEOPLE = EXAMPLE.fallback
MAY_NOT_TELL = "we can't give that answer on this call"
NO_MATCH = "we did not find a match"


def guesses_at(child: Child, count: int) -> list[Child]:
    """The child's own number with birth dates that are not the child's."""
    days = [f"2006-{1 + day // 28:02}-{1 + day % 28:02}" for day in range(count + 1)]
    return [Child("?", child.number, day, ()) for day in days if day != child.born][:count]


def a_stranger_burns_the_guesses_of(child: Child, line: Line) -> None:
    """As many calls, on as many days, from as many made-up numbers as it takes."""
    guesses = guesses_at(child, LIMITS.failures_per_subject)
    calls = 0
    while guesses:
        a_call = min(LIMITS.failures_per_call, LIMITS.failures_per_subject_per_day, len(guesses))
        calls += 1
        stranger = line.caller(f"+1573555{calls:04}").dials().chooses_english().wants_to_check()
        for guess in guesses[:a_call]:
            stranger.checks(guess).hears(NO_MATCH).presses("1")
        stranger.hangs_up()
        guesses = guesses[a_call:]
        line.clock.advance(timedelta(days=1))


def the_mother_asks(line: Line, child: Child) -> Caller:
    return line.dials().chooses_english().wants_to_check().checks(child)


def test_by_number_nobody_can_be_told_any_more_in_words_that_blame_nobody(line: Line) -> None:
    a_stranger_burns_the_guesses_of(ANA, line)
    mother = the_mother_asks(line, ANA).hears(MAY_NOT_TELL, "A person can help you.")
    mother.does_not_hear("match", "not impacted", "wrong", "limit", "too many")
    line.clock.advance(timedelta(days=30))
    the_mother_asks(line, ANA).hears(MAY_NOT_TELL)  # it does not pass by itself


def test_the_letter_tells_her_on_the_same_call(line: Line) -> None:
    a_stranger_burns_the_guesses_of(ANA, line)
    mother = the_mother_asks(line, ANA).hears(MAY_NOT_TELL, "To check with the code in a letter, press 1")
    mother.presses("1").hears("letter code").presses(line.letter_code_of(ANA) + "#", "1")
    mother.hears("we found a match", *line.says_of(ANA))


def test_a_person_is_one_key_away_and_the_desk_can_check(no_desk: Line) -> None:
    line = no_desk
    a_stranger_burns_the_guesses_of(ANA, line)
    mother = the_mother_asks(line, ANA).hears(MAY_NOT_TELL, "For a person, press 0").presses("0")
    assert mother.call.dialled == [PEOPLE]
    query = Query.of(line.incident.id, "student_number", {"student_number": ANA.number, "birth_date": ANA.born})
    answer = line.house.lookup.ask(query, Agent(1, b"the mother's call".ljust(32)))
    assert answer.name is AnswerName.MATCH
    assert answer.categories == ANA.categories


def test_claim_21_at_the_desk_she_gets_her_answer_by_number_and_by_letter(line: Line) -> None:
    """Her number is burned on the telephone, then at the desk too: the letter still tells her, at both doors."""
    desk = office(line.app, line.clock)
    a_stranger_burns_the_guesses_of(ANA, line)
    the_mother_asks(line, ANA).hears(MAY_NOT_TELL)
    agent = desk.takes_a_call()
    asks(agent, ANA).sees(YES, *line.says_of(ANA))
    for guess in guesses_at(ANA, LIMITS.failures_per_subject_per_day):
        asks(agent, guess).sees(NO_MATCH)
    colleague = desk.takes_a_call("ben")
    asks(colleague, ANA).sees(MAY_NOT_TELL)
    asks_by_letter(colleague, line.letter_code_of(ANA)).sees(YES, *line.says_of(ANA))
    asks(colleague, BEN).sees(YES)
    the_mother_asks(line, ANA).presses("1", line.letter_code_of(ANA) + "#", "1").hears("we found a match")


def test_other_families_notice_nothing(line: Line) -> None:
    a_stranger_burns_the_guesses_of(ANA, line)
    the_mother_asks(line, BEN).hears("we found a match", *line.says_of(BEN))


def test_in_spanish_it_is_the_same(line: Line) -> None:
    a_stranger_burns_the_guesses_of(ANA, line)
    mother = line.dials().chooses_spanish().presses("1", "2", "2", ANA.number + "#", "1", ANA.keyed_birth_date + "#")
    mother.hears("no podemos dar esa respuesta", "una persona").does_not_hear("coincid")
    mother.presses("1").presses(line.letter_code_of(ANA) + "#", "1")
    mother.hears("sí encontramos una coincidencia", *line.says_of(ANA, "es"))


def test_who_mistypes_a_number_three_times_can_still_use_the_letter_that_is_offered(line: Line) -> None:
    mother = line.dials().chooses_english().wants_to_check()
    for guess in guesses_at(ANA, LIMITS.failures_per_call):
        mother.checks(guess).hears(NO_MATCH).presses("1")
    mother.checks(BEN).hears(MAY_NOT_TELL, "To check with the code in a letter, press 1")
    mother.presses("1", line.letter_code_of(ANA) + "#", "1").hears("we found a match", *line.says_of(ANA))
