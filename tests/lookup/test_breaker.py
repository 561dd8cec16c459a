"""The breaker: what trips it, what heals it, and what it never closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.incidents import Limits
from lookup import Agent, Answer, AnswerName
from lookup.breaker import HOURS, PACKED_BYTES, Breaker
from lookup.letter_codes import check_digit
from tests.lookup.vaults import ANA, CAST, NOBODY, Person, Vault, caller

MATCH, NO_MATCH, MAY_NOT_TELL = AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.MAY_NOT_TELL
LIMITS = Limits(breaker_failures_per_hour=10, breaker_times_usual=3)
MONDAY = 433_000  # an hour


def after(breaker: Breaker, hour: int, *, failures: int, limits: Limits = LIMITS) -> Breaker:
    """The breaker after so many failures in an hour."""
    breaker = breaker.at(hour, limits)
    for _ in range(failures):
        breaker = breaker.counted(failed=True, limits=limits)
    return breaker


def test_it_trips_at_the_number_of_failures_and_not_before() -> None:
    assert not after(Breaker(), MONDAY, failures=9).tripped
    assert after(Breaker(), MONDAY, failures=10).tripped


def test_matches_do_not_trip_it() -> None:
    breaker = after(Breaker(), MONDAY, failures=9)
    for _ in range(100):
        breaker = breaker.counted(failed=False, limits=LIMITS)
    assert not breaker.tripped


def test_failures_of_two_hours_do_not_add_up() -> None:
    breaker = after(Breaker(), MONDAY, failures=9)
    assert not after(breaker, MONDAY + 1, failures=9).tripped


def test_a_busy_line_trips_at_three_times_what_is_usual_there() -> None:
    breaker = Breaker()
    for hour in range(5):
        breaker = after(breaker, MONDAY + hour, failures=8)
    assert breaker.at(MONDAY + 5, LIMITS).usual == 8
    assert not after(breaker, MONDAY + 5, failures=23).tripped
    assert after(breaker, MONDAY + 5, failures=24).tripped


def test_an_attack_never_becomes_the_usual() -> None:
    breaker = after(after(Breaker(), MONDAY, failures=4), MONDAY + 1, failures=50)
    assert breaker.at(MONDAY + 2, LIMITS).usual == 4


def test_the_usual_forgets_what_is_older_than_a_week() -> None:
    breaker = after(Breaker(), MONDAY, failures=8)
    assert breaker.at(MONDAY + HOURS - 1, LIMITS).usual == 8
    assert breaker.at(MONDAY + HOURS + 1, LIMITS).usual == 0


def test_it_heals_after_one_whole_hour_in_which_few_were_turned_away() -> None:
    tripped = after(Breaker(), MONDAY, failures=10)
    assert tripped.at(MONDAY + 1, LIMITS).tripped
    quiet = after(tripped, MONDAY + 1, failures=9)
    assert quiet.tripped
    assert not quiet.at(MONDAY + 2, LIMITS).tripped


def test_it_stays_while_the_attack_goes_on_and_heals_when_nobody_comes() -> None:
    breaker = after(Breaker(), MONDAY, failures=10)
    for hour in range(1, 6):
        breaker = after(breaker, MONDAY + hour, failures=10)
        assert breaker.tripped
    assert not breaker.at(MONDAY + 7, LIMITS).tripped


def test_while_it_is_tripped_every_check_counts_alike() -> None:
    tripped = after(Breaker(), MONDAY, failures=10)
    assert tripped.counted(failed=True, limits=LIMITS) == tripped.counted(failed=False, limits=LIMITS)


@pytest.mark.parametrize("back", [1, 24, HOURS * 5])
def test_a_clock_set_back_neither_heals_nor_forgets(back: int) -> None:
    failing = after(Breaker(), MONDAY, failures=9).at(MONDAY - back, LIMITS)
    assert failing.counted(failed=True, limits=LIMITS).tripped
    tripped = after(Breaker(), MONDAY, failures=10).at(MONDAY - back, LIMITS)
    assert tripped.tripped
    # Nor does it stay tripped until the hour comes that was never there.
    assert not tripped.at(MONDAY - back + 2, LIMITS).tripped


def test_it_is_packed_to_one_length_and_back() -> None:
    for breaker in (Breaker(), after(after(Breaker(), MONDAY, failures=3), MONDAY + 30, failures=99_999)):
        assert len(breaker.to_bytes()) == PACKED_BYTES
        assert Breaker.from_bytes(breaker.to_bytes()) == breaker


def stranger(n: int) -> Person:
    """A guess that hits nobody, each time another."""
    return replace(NOBODY, number=f"{7000 + n:010}")


def attacked(vault: Vault) -> Vault:
    """A vault with a breaker of five, after five failures from five numbers."""
    vault.limited_to(breaker_failures_per_hour=5)
    vault.holds(CAST)
    answers = [vault.asks(stranger(n), caller(f"thief {n}", f"+1573555030{n}")).name for n in range(5)]
    assert answers == [NO_MATCH] * 5
    return vault


def test_a_tripped_breaker_turns_everybody_away_but_those_with_a_letter(vault: Vault) -> None:
    attacked(vault)
    assert vault.asks(ANA, caller("family")) == Answer(MAY_NOT_TELL)
    assert vault.asks(NOBODY, caller("another")) == Answer(MAY_NOT_TELL)
    assert vault.asks_by("letter_code", {"code": vault.code_of(ANA)}, caller("with a letter")).name is MATCH
    assert vault.asks(ANA).name is MATCH  # a custodian's trial


def test_the_telephones_breaker_leaves_the_desk_open(vault: Vault) -> None:
    attacked(vault)
    assert vault.asks(ANA, Agent(1, b"a call at the desk")).name is MATCH


def test_wrong_letter_codes_trip_no_other_way(vault: Vault) -> None:
    vault.limited_to(breaker_failures_per_hour=1)
    vault.holds(CAST)
    wrong = {"code": f"10000000000{check_digit('10000000000')}"}
    assert vault.asks_by("letter_code", wrong, caller("thief")).name is NO_MATCH
    assert vault.asks(ANA, caller("family")).name is MATCH


def test_it_survives_a_restart_and_heals_by_itself(vault: Vault) -> None:
    attacked(vault).restarts()
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL
    vault.clock.advance(timedelta(hours=1))
    assert vault.asks(ANA, caller("an hour later")).name is MAY_NOT_TELL
    vault.clock.advance(timedelta(hours=1))
    assert vault.asks(ANA, caller("two hours later")).name is MATCH


def test_a_check_that_was_turned_away_costs_no_guess(vault: Vault) -> None:
    attacked(vault)
    answers = {vault.asks(replace(ANA, born=f"2001-01-0{n}"), caller("one call")).name for n in range(1, 6)}
    assert answers == {MAY_NOT_TELL}
    vault.clock.advance(timedelta(hours=2))
    assert vault.asks(ANA, caller("one call")).name is MATCH


def test_a_fault_is_never_told_as_a_refusal(vault: Vault) -> None:
    attacked(vault)
    (vault.ring.path / f"incident-{vault.incident.id}-generation-1-pepper.key").unlink()
    assert vault.asks(ANA, caller("family")).name is AnswerName.CANNOT_TELL
