"""Claim 15 of the vault: limits refuse, whoever asks the vault and however."""

from dataclasses import replace
from datetime import timedelta

from lookup import Agent, AnswerName, Query
from lookup.budgets import buckets_for
from tests.lookup.vaults import ANA, BEN, CAST, NOBODY, Person, Vault, caller, crowd

MATCH, NO_MATCH, MAY_NOT_TELL = AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.MAY_NOT_TELL


def wrong(number: int) -> Person:
    """A guess that hits nobody, each time another."""
    return replace(NOBODY, number=f"{number:010}")


def test_claim_15_three_failures_end_the_answers_of_a_call(vault: Vault) -> None:
    vault.holds(CAST)
    assert [vault.asks(wrong(n), caller()).name for n in range(7001, 7004)] == [NO_MATCH] * 3
    assert vault.asks(ANA, caller()).name is MAY_NOT_TELL
    assert vault.asks(ANA, caller("another call")).name is MATCH


def test_claim_15_eight_checks_end_the_answers_of_a_call_hits_too(vault: Vault) -> None:
    vault.holds(crowd(10))
    answers = [vault.asks(person, caller()).name for person in crowd(10)]
    assert answers == [MATCH] * 8 + [MAY_NOT_TELL] * 2


def test_claim_15_ten_checks_a_day_are_enough_for_a_number(vault: Vault) -> None:
    vault.holds(crowd(12))
    answers = [vault.asks(person, caller(f"call {n}")).name for n, person in enumerate(crowd(12))]
    assert answers == [MATCH] * 10 + [MAY_NOT_TELL] * 2
    vault.clock.advance(timedelta(days=1))
    assert vault.asks(crowd(1)[0], caller("tomorrow")).name is MATCH


def test_a_relay_and_those_who_withhold_their_number_share_an_hour(vault: Vault) -> None:
    vault.limited_to(anonymous_checks_per_hour=12)
    vault.holds(crowd(20))
    shared = vault.incident.content.limits.shared_numbers[0]
    for number in (shared, ""):
        answers = [vault.asks(person, caller(f"{number}{n}", number)).name for n, person in enumerate(crowd(13))]
        assert answers == [MATCH] * 12 + [MAY_NOT_TELL]
    vault.clock.advance(timedelta(hours=1))
    assert vault.asks(crowd(1)[0], caller("later", "")).name is MATCH


def test_claim_15_five_wrong_birth_dates_a_day_close_a_child_to_everybody(vault: Vault) -> None:
    vault.holds(CAST)
    for day in range(1, 6):
        stranger = caller(f"stranger {day}", f"+1573555020{day}")
        assert vault.asks(replace(ANA, born=f"2001-01-0{day}"), stranger).name is NO_MATCH
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL
    assert vault.asks(BEN, caller("another family")).name is MATCH
    # The family that has its letter is not locked out by the stranger.
    code = {"code": vault.code_of(ANA)}
    assert vault.asks_by("letter_code", code, caller("family again")).name is MATCH


def test_claim_15_ten_failures_close_a_child_for_good(vault: Vault) -> None:
    vault.holds(CAST)
    for day in range(1, 11):
        if day == 6:
            vault.clock.advance(timedelta(days=1))
        stranger = caller(f"stranger {day}", f"+157355502{day:02}")
        assert vault.asks(replace(ANA, born=f"2001-01-{day:02}"), stranger).name is NO_MATCH
    vault.clock.advance(timedelta(days=30))
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL


def test_claim_15_an_incident_has_a_number_of_checks_a_day(vault: Vault) -> None:
    vault.limited_to(checks_per_day_floor=5)
    vault.holds(CAST)
    answers = [vault.asks(ANA, caller(f"call {n}", f"+157355503{n:02}")).name for n in range(6)]
    assert answers == [MATCH] * 5 + [MAY_NOT_TELL]


def test_five_in_a_hundred_of_a_long_list_may_ask_each_day(vault: Vault) -> None:
    vault.limited_to(checks_per_day_floor=5)
    people = crowd(140)
    vault.holds(people)
    answers = [vault.asks(people[n], caller(f"call {n}", f"+157355503{n:02}")).name for n in range(8)]
    assert answers == [MATCH] * 7 + [MAY_NOT_TELL]


def test_claim_15_wrong_letter_codes_have_a_budget_of_their_own(vault: Vault) -> None:
    vault.limited_to(wrong_letter_codes=2, checks_per_day_floor=1)
    vault.holds(CAST)
    mine = {"code": vault.code_of(ANA)}
    assert [vault.asks_by("letter_code", mine, caller(f"{n}")).name for n in range(5)] == [MATCH] * 5
    for code in ("100000000004", "100000000017"):
        query = {"code": _with_check_digit(code)}
        assert vault.asks_by("letter_code", query, caller(f"thief {code}")).name is NO_MATCH
    assert vault.asks_by("letter_code", mine, caller("late")).name is MAY_NOT_TELL
    assert vault.asks(ANA, caller("by number")).name is MATCH


def test_a_failure_is_given_back_on_a_match(vault: Vault) -> None:
    vault.holds(CAST)
    answers = [vault.asks(person, caller()).name for person in (ANA, ANA, ANA, ANA, wrong(7001), wrong(7002), ANA)]
    assert answers == [MATCH] * 4 + [NO_MATCH] * 2 + [MATCH]


def test_a_fault_costs_nobody_a_guess(vault: Vault) -> None:
    vault.holds(CAST)
    pepper = vault.ring.path / f"incident-{vault.incident.id}-generation-1-pepper.key"
    away = pepper.rename(pepper.with_suffix(".away"))
    assert {vault.asks(ANA, caller()).name for _ in range(5)} == {AnswerName.CANNOT_TELL}
    away.rename(pepper)
    assert vault.asks(ANA, caller()).name is MATCH


def test_a_clock_set_back_opens_no_limit_anew(vault: Vault) -> None:
    vault.limited_to(checks_per_number_per_day=1)
    vault.holds(CAST)
    assert vault.asks(ANA, caller("first")).name is MATCH
    vault.clock.advance(-timedelta(days=2))
    assert vault.asks(ANA, caller("second")).name is MAY_NOT_TELL


def test_a_clock_that_was_ahead_once_leaves_a_limit_that_heals_the_next_day(vault: Vault) -> None:
    vault.limited_to(checks_per_number_per_day=1)
    vault.holds(CAST)
    vault.clock.advance(timedelta(days=365))
    assert vault.asks(ANA, caller("in a year")).name is MATCH
    vault.clock.advance(-timedelta(days=365))
    assert vault.asks(ANA, caller("today")).name is MAY_NOT_TELL
    vault.clock.advance(timedelta(days=1))
    assert vault.asks(ANA, caller("tomorrow")).name is MATCH


def test_a_custodian_has_trials_enough_and_no_more(vault: Vault) -> None:
    vault.limited_to(custodian_checks_per_day=3)
    vault.holds(CAST)
    assert [vault.asks(ANA).name for _ in range(4)] == [MATCH] * 3 + [MAY_NOT_TELL]


def _with_check_digit(code: str) -> str:
    from lookup.letter_codes import check_digit

    return code[:-1] + check_digit(code[:-1])


def test_claim_15_six_checks_end_the_answers_of_a_call_at_the_desk(vault: Vault) -> None:
    vault.holds(crowd(8))
    answers = [vault.asks(person, Agent(1, b"a call")).name for person in crowd(8)]
    assert answers == [MATCH] * 6 + [MAY_NOT_TELL] * 2


def test_claim_15_an_agent_who_guesses_is_stopped_too(vault: Vault) -> None:
    vault.holds(CAST)
    guesses = [replace(ANA, born=f"2001-01-{day:02}") for day in range(1, 8)]
    answers = [vault.asks(guess, Agent(1, f"call {n}".encode())).name for n, guess in enumerate(guesses)]
    assert answers == [NO_MATCH] * 5 + [MAY_NOT_TELL] * 2


def test_claim_15_an_agent_has_a_number_of_checks_a_day_in_all_calls_together(vault: Vault) -> None:
    vault.limited_to(checks_per_agent_per_day=4)
    vault.holds(CAST)
    code = {"code": vault.code_of(ANA)}
    assert [vault.asks(ANA, Agent(1, f"call {n}".encode())).name for n in range(3)] == [MATCH] * 3
    assert vault.asks_by("letter_code", code, Agent(1, b"by letter")).name is MATCH
    assert vault.asks(ANA, Agent(1, b"one more")).name is MAY_NOT_TELL
    assert vault.asks_by("letter_code", code, Agent(1, b"nor by letter")).name is MAY_NOT_TELL
    assert vault.asks(ANA, Agent(2, b"a colleague")).name is MATCH
    vault.clock.advance(timedelta(days=1))
    assert vault.asks(ANA, Agent(1, b"tomorrow")).name is MATCH


def test_claim_15_calls_taken_by_hand_have_a_limit_by_the_hour_too(vault: Vault) -> None:
    vault.limited_to(checks_by_hand_per_hour=2)
    vault.holds(CAST)
    answers = [vault.asks(ANA, Agent(1, f"call {n}".encode(), by_hand=True)).name for n in range(3)]
    assert answers == [MATCH, MATCH, MAY_NOT_TELL]
    assert vault.asks(ANA, Agent(1, b"a call that rang here")).name is MATCH
    assert vault.asks(ANA, Agent(2, b"a colleague", by_hand=True)).name is MATCH
    vault.clock.advance(timedelta(hours=1))
    assert vault.asks(ANA, Agent(1, b"in an hour", by_hand=True)).name is MATCH


def test_claim_21_a_family_locked_out_by_a_stranger_still_gets_its_answer(vault: Vault) -> None:
    vault.holds(CAST)
    for n in range(1, 6):
        vault.asks(replace(ANA, born=f"2001-01-0{n}"), caller(f"stranger {n}", f"+1573555020{n}"))
    assert vault.asks(ANA, caller("family")).name is MAY_NOT_TELL
    code = {"code": vault.code_of(ANA)}
    assert vault.asks_by("letter_code", code, caller("family, with its letter")) == vault.asks(ANA)
    assert vault.asks(ANA, Agent(1, b"family, with an agent")).name is MATCH


def test_guesses_of_a_birth_date_are_about_one_individual(sqlite_vault: Vault) -> None:
    names = {"last_name": "Doe", "first_name": "Jo"}
    limits = sqlite_vault.incident.content.limits
    queries = [Query.of(1, "name", {**names, "birth_date": f"2009-05-{day:02}"}) for day in (1, 2)]
    one, two = (buckets_for(query, caller(), limits, people=9) for query in queries)
    assert one == two
    assert {bucket.name for bucket in one if bucket.holder == b"1:" + queries[0].subject} == {
        "subject.failures.day",
        "subject.failures",
    }
    other = Query.of(1, "name", {**names, "first_name": "Jim", "birth_date": "2009-05-01"})
    assert buckets_for(other, caller(), limits, people=9) != one
