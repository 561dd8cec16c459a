"""A thief has the files that got out, ten thousand candidates, and a machine that rings from another number each time.

What he learns is counted by what he hears. Most of his guesses go straight to the vault, as many as no telephone could
make; the first and the last go through the line, so that he hears what any caller would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice

from lookup import Query, Telephone
from lookup.letter_codes import check_digit
from tests.journeys.cast import ANA, FAMILY, Child
from tests.journeys.lines import EXAMPLE, Line

CANDIDATES = 10_000
LIMITS = EXAMPLE.limits
A_DAY = LIMITS.checks_per_day_floor
AN_HOUR = LIMITS.breaker_failures_per_hour
MATCH, NO_MATCH = "we found a match", "we did not find a match"
MAY_NOT_TELL = "we can't give that answer on this call"
WORDS = {MATCH: "MATCH", NO_MATCH: "NO_MATCH", MAY_NOT_TELL: "MAY_NOT_TELL"}


class Thief:
    """Never rings twice from one number, never asks about one person twice, and makes no call too long."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._numbers = (f"+1573{number:07}" for number in count(1_000_000))
        self.candidates = candidates()
        self.heard: Counter[str] = Counter()

    @property
    def learned(self) -> int:
        """How many answers told him something."""
        return self.heard["MATCH"] + self.heard["NO_MATCH"]

    def rings(self, calls: int) -> None:
        """By telephone, as many guesses a call as one call allows."""
        for _ in range(calls):
            call = self._line.caller(next(self._numbers)).dials().chooses_english().wants_to_check()
            for child in islice(self.candidates, LIMITS.failures_per_call):
                call.checks(child)
                answer = next(name for words, name in WORDS.items() if words in call.call.heard)
                self.heard[answer] += 1
                if answer == "MAY_NOT_TELL":
                    break
                call.presses("1")
            call.hangs_up()

    def asks(self, checks: int) -> None:
        """The same without the telephone: each check as a call of its own."""
        for child in islice(self.candidates, checks):
            self.heard[self._ask("student_number", student_number=child.number, birth_date=child.born)] += 1

    def tries_codes(self, codes: int) -> None:
        """Letter codes at random, with a check digit that holds."""
        for number in range(codes):
            body = str(10_000_000_000 + 7_919 * number)
            self.heard[self._ask("letter_code", code=body + check_digit(body))] += 1

    def _ask(self, scheme: str, **details: str) -> str:
        number = next(self._numbers)
        caller = Telephone(number.encode().rjust(32), number)
        return self._line.house.lookup.ask(Query.of(self._line.incident.id, scheme, details), caller).name


def candidates() -> Iterator[Child]:
    """Ten thousand student numbers with a guess at the birth date: three are right, and late in his list."""
    right = {1_500: FAMILY[0], 5_000: FAMILY[1], 9_000: FAMILY[2]}
    for n in range(CANDIDATES):
        yield right.get(n) or Child("?", f"{2_000_000_000 + n}", f"20{n % 12:02}-{1 + n % 12:02}-{1 + n % 28:02}", ())


def the_mother_is_answered_by_her_letter(line: Line) -> None:
    mother = line.dials().chooses_english().wants_to_check().checks(ANA)
    if MAY_NOT_TELL in mother.call.heard:
        mother.hears("If you have a letter from us", "For a person, press 0")
        mother.presses("1", line.letter_code_of(ANA) + "#", "1")
    mother.hears(MATCH, *line.says_of(ANA)).hangs_up()


def test_in_a_hurry_he_trips_the_breaker_and_learns_no_more_that_day(line: Line) -> None:
    thief = Thief(line)
    thief.rings(2)
    assert thief.heard == {"NO_MATCH": 2 * LIMITS.failures_per_call}

    thief.asks(AN_HOUR + 20)
    thief.rings(1)
    assert thief.learned == AN_HOUR
    assert thief.heard["MAY_NOT_TELL"] == 2 * LIMITS.failures_per_call + 20 + 1
    the_mother_is_answered_by_her_letter(line)

    line.clock.advance(timedelta(days=1))
    thief.asks(AN_HOUR + 20)
    assert thief.learned == 2 * AN_HOUR
    assert thief.heard["MATCH"] == 0


def test_with_patience_he_learns_a_days_budget_a_day(line: Line) -> None:
    thief = Thief(line)
    for day in (1, 2):
        for checks in (AN_HOUR - 5, AN_HOUR - 5, 12):  # below the breaker, so nothing closes but the day
            thief.asks(checks)
            line.clock.advance(timedelta(hours=1))
        thief.rings(1)
        assert thief.learned == day * A_DAY
        the_mother_is_answered_by_her_letter(line)
        line.clock.advance(timedelta(hours=21))
    assert thief.heard["MATCH"] == 0
    assert CANDIDATES / (thief.learned / 2) == 50, "days for all of them: time enough for somebody to see the alarm"


def test_one_number_gives_him_less_than_many(line: Line) -> None:
    """Without a dialler that changes numbers he is stopped on the second call."""
    heard: Counter[str] = Counter()
    guesses = candidates()
    for _call in range(6):
        call = line.dials().chooses_english().wants_to_check()
        for child in islice(guesses, LIMITS.failures_per_call):
            call.checks(child)
            heard[next(name for words, name in WORDS.items() if words in call.call.heard)] += 1
            if heard["MAY_NOT_TELL"]:
                break
            call.presses("1")
        call.hangs_up()
    assert heard["NO_MATCH"] == LIMITS.checks_per_number_per_day


def test_codes_at_random_run_out_and_close_no_other_way(line: Line) -> None:
    line.is_limited_to(wrong_letter_codes=60)
    thief = Thief(line)
    thief.tries_codes(70)
    assert thief.heard == {"NO_MATCH": 60, "MAY_NOT_TELL": 10}
    caller = line.dials().chooses_english().wants_to_check().presses("1", "1", line.letter_code_of(ANA) + "#", "1")
    caller.hears(MAY_NOT_TELL, "For a person, press 0").does_not_hear("with the code in a letter").hangs_up()
    line.dials().chooses_english().wants_to_check().checks(ANA).hears(MATCH, *line.says_of(ANA))
