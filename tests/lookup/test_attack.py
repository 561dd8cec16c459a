"""Claim 22 of the vault: spoofed numbers and 10,000 candidates win an attacker no more than the budgets allow."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice

from lookup import Answer, AnswerName, Telephone
from lookup.letter_codes import check_digit
from tests.lookup.vaults import ANA, CAST, Person, Vault, crowd

MATCH, NO_MATCH, MAY_NOT_TELL = AnswerName.MATCH, AnswerName.NO_MATCH, AnswerName.MAY_NOT_TELL
CANDIDATES = 10_000
A_DAY, AN_HOUR = 200, 100  # the budgets' defaults for a list of this size


class Attacker:
    """Makes a call from a new number for every two guesses, so that no limit of a call or a number is ever reached."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._guesses = count()
        self.heard: Counter[AnswerName] = Counter()

    @property
    def learned(self) -> int:
        """How many answers told something."""
        return self.heard[MATCH] + self.heard[NO_MATCH]

    def guesses(self, person: Person) -> Answer:
        call = next(self._guesses) // 2
        answer = self._vault.asks(person, Telephone(f"{call:032}".encode(), f"+1573{call:07}"))
        self.heard[answer.name] += 1
        return answer

    def guesses_code(self, code: str) -> Answer:
        call = next(self._guesses) // 2
        answer = self._vault.asks_by(
            "letter_code", {"code": code}, Telephone(f"{call:032}".encode(), f"+1573{call:07}")
        )
        self.heard[answer.name] += 1
        return answer


def candidates() -> Iterator[Person]:
    """What the attacker has: 10,000 numbers with a birth date each, one in ten of them right."""
    listed = crowd(CANDIDATES // 10)
    for n in range(CANDIDATES):
        yield listed[n // 10] if n % 10 == 0 else Person("?", f"{500_000 + n:010}", "2005-01-31")


def test_claim_22_a_patient_attacker_learns_a_days_budget_a_day(sqlite_vault: Vault) -> None:
    """At 99 guesses an hour the breaker does not trip: what is left is the day."""
    vault = sqlite_vault.holds(crowd(CANDIDATES // 10))
    attacker, left = Attacker(vault), candidates()
    for day in range(1, 3):
        for tries in (AN_HOUR - 1, AN_HOUR - 1, 12):
            for person in islice(left, tries):
                attacker.guesses(person)
            vault.clock.advance(timedelta(hours=1))
        assert attacker.learned == day * A_DAY
        assert attacker.guesses(crowd(1)[0]).name is MAY_NOT_TELL, "the right one, too late"
        vault.clock.advance(timedelta(hours=21))
    assert attacker.heard[MATCH] <= attacker.learned // 10 + 1
    assert attacker.learned < CANDIDATES // 10


def test_claim_22_a_hasty_attacker_trips_the_breaker(sqlite_vault: Vault) -> None:
    vault = sqlite_vault.holds(crowd(CANDIDATES // 10))
    vault.limited_to(checks_per_day_floor=CANDIDATES)
    attacker = Attacker(vault)
    for person in islice(candidates(), 2 * AN_HOUR):
        attacker.guesses(person)
    assert attacker.heard[NO_MATCH] == AN_HOUR
    assert attacker.heard[MATCH] <= AN_HOUR // 9 + 1
    for person in islice(candidates(), 500, None, 500):
        assert attacker.guesses(person).name is MAY_NOT_TELL
    assert vault.asks_by("letter_code", {"code": vault.code_of(crowd(1)[0])}, family()).name is MATCH


def test_claim_22_one_childs_birth_date_is_guessed_ten_times_in_all(sqlite_vault: Vault) -> None:
    vault = sqlite_vault.holds(CAST)
    attacker = Attacker(vault)
    for day in range(4):
        for month in range(1, 13):
            attacker.guesses(replace(ANA, born=f"200{day}-{month:02}-01"))
        vault.clock.advance(timedelta(days=1))
    assert attacker.learned == 10
    assert attacker.heard[MATCH] == 0


def test_claim_22_wrong_letter_codes_have_a_lifetime(sqlite_vault: Vault) -> None:
    vault = sqlite_vault
    vault.limited_to(wrong_letter_codes=60)
    vault.holds(CAST)
    attacker = Attacker(vault)
    for n in range(80):
        body = f"{10_000_000_000 + 7919 * n}"
        attacker.guesses_code(body + check_digit(body))
        vault.clock.advance(timedelta(hours=1))
    assert attacker.learned == 60
    assert vault.asks(ANA, family()).name is MATCH


def family() -> Telephone:
    """Somebody who has nothing to do with it."""
    return Telephone(b"family".ljust(32, b"."), "+15735550100")
