"""The same thing twice at the same moment, by threads with connections of their own: exactly one gets through."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import pytest

from hotline.staff import InvitationGone, Origin, Refused, SessionOver, SigningInBusy, TooManyAttempts
from tests.hotline.staff.desks import ELSEWHERE, HOME, PASSWORD, WRONG, Desk

AT_ONCE = 8
FACTS = (InvitationGone, Refused, SessionOver, SigningInBusy, TooManyAttempts)


@dataclass
class Outcome:
    """What came of some attempts."""

    tokens: list[str] = field(default_factory=list)
    facts: list[type[Exception]] = field(default_factory=list)


def at_once(attempts: Sequence[Callable[[], str]]) -> Outcome:
    """Let each of them begin at the same moment, on a thread of its own."""
    together, outcome = threading.Barrier(len(attempts)), Outcome()

    def one(attempt: Callable[[], str]) -> None:
        together.wait()
        try:
            outcome.tokens.append(attempt())
        except FACTS as fact:
            outcome.facts.append(type(fact))

    threads = [threading.Thread(target=one, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcome.tokens) + len(outcome.facts) == len(attempts), "something else went wrong"
    return outcome


@pytest.mark.parametrize("_time", range(5))
def test_of_eight_with_the_same_code_exactly_one_is_let_in(desk: Desk, _time: int) -> None:
    maria = desk.enrols("maria")
    halves = [desk.gives_password(maria) for _ in range(AT_ONCE)]
    code = desk.code(maria.secret)
    outcome = at_once([partial(desk.signing_in.with_totp, half, code, origin=HOME) for half in halves])
    assert len(outcome.tokens) == 1
    assert set(outcome.facts) == {Refused} or set(outcome.facts) == {Refused, TooManyAttempts}


def test_a_code_is_good_once_from_two_networks_and_a_known_browser_too(desk: Desk) -> None:
    """These lock no limit in common, so nothing but the account's own row keeps them apart."""
    maria = desk.enrols("maria")
    known = Origin(HOME.network, desk.signing_in.known_device(maria.account))
    origins = [HOME, known] * 2
    halves = [desk.gives_password(maria) for _ in origins]
    code = desk.code(maria.secret)
    outcome = at_once(
        [
            partial(desk.signing_in.with_totp, half, code, origin=origin)
            for half, origin in zip(halves, origins, strict=True)
        ]
    )
    assert (len(outcome.tokens), outcome.facts) == (1, [Refused] * 3)


def test_of_eight_with_the_same_recovery_code_exactly_one_is_let_in(desk: Desk) -> None:
    maria = desk.enrols("maria")
    halves = [desk.gives_password(maria) for _ in range(AT_ONCE)]
    outcome = at_once(
        [partial(desk.signing_in.with_recovery_code, half, maria.codes[0], origin=HOME) for half in halves]
    )
    assert len(outcome.tokens) == 1


def test_a_session_is_raised_once(desk: Desk) -> None:
    """Two codes that are both good, and one session."""
    maria = desk.enrols("maria")
    half = desk.gives_password(maria)
    codes = [desk.code(maria.secret), desk.code(maria.secret, steps=1), *maria.codes[:2]]
    verbs = [desk.signing_in.with_totp] * 2 + [desk.signing_in.with_recovery_code] * 2
    outcome = at_once([partial(verb, half, code, origin=HOME) for verb, code in zip(verbs, codes, strict=True)])
    assert len(outcome.tokens) == 1


def test_an_invitation_is_good_once(desk: Desk) -> None:
    link = desk.invites("maria")
    outcome = at_once([partial(desk.enrolling.set_password, link, PASSWORD) for _ in range(3)])
    assert (len(outcome.tokens), outcome.facts) == (1, [InvitationGone] * 2)


def test_guesses_at_the_same_moment_all_count(desk: Desk) -> None:
    """Ten wrong passwords are spent and not one more, though many find room before any is judged."""
    desk.enrols("maria")
    wrong = 0
    for _ in range(20):
        outcome = at_once([partial(desk.signing_in.with_password, "maria", WRONG, origin=ELSEWHERE) for _ in range(2)])
        wrong += outcome.facts.count(Refused)
    assert wrong == 10


def test_codes_at_the_same_moment_all_count(desk: Desk) -> None:
    maria = desk.enrols("maria")
    halves = [desk.gives_password(maria) for _ in range(16)]
    outcome = at_once([partial(desk.signing_in.with_totp, half, "000000", origin=HOME) for half in halves])
    assert (outcome.facts.count(Refused), outcome.facts.count(TooManyAttempts)) == (8, 8)


def test_nobody_slips_in_while_being_disabled(desk: Desk) -> None:
    maria = desk.enrols("maria")

    def disables() -> str:
        desk.disables(maria)
        return ""

    for _ in range(5):
        half = desk.gives_password(maria)
        code = desk.code(maria.secret)
        outcome = at_once([disables, partial(desk.signing_in.with_totp, half, code, origin=HOME)])
        assert all(desk.signing_in.who(token) is None for token in outcome.tokens)
        maria = desk.follows(desk.resets(maria))
