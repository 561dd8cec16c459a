"""Limits on signing in: guesses end, strangers lock nobody out, and nobody learns which logins there are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from hotline.audit import AuditEntry
from hotline.limits import LimitCounter
from hotline.staff import Origin, Refused, SigningInBusy, TooManyAttempts
from hotline.staff.attempts import network_of
from tests.hotline.staff.desks import ELSEWHERE, HOME, PASSWORD, WRONG, Desk, Person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fails(attempt: Callable[[], object], fact: type[Exception] = Refused) -> None:
    with pytest.raises(fact):
        attempt()


def guesses(desk: Desk, login: str, origin: Origin, *, times: int) -> None:
    for _ in range(times):
        fails(lambda: desk.signing_in.with_password(login, WRONG, origin=origin))


def network(n: int) -> Origin:
    return Origin.of(f"192.0.{n}.1")


def from_known_browser(desk: Desk, person: Person, origin: Origin = HOME) -> Origin:
    return Origin(origin.network, desk.signing_in.known_device(person.account))


@pytest.mark.parametrize("login", ["maria", "nobody"])
def test_ten_wrong_passwords_an_hour_for_one_login_from_wherever(desk: Desk, login: str) -> None:
    desk.enrols("maria")
    for n in range(10):
        guesses(desk, login, network(n), times=1)
    fails(lambda: desk.signing_in.with_password(login, PASSWORD, origin=network(11)), TooManyAttempts)
    desk.clock.advance(HOUR)
    guesses(desk, login, network(11), times=1)


def test_spraying_one_password_over_many_logins_ends_at_thirty(desk: Desk) -> None:
    maria = desk.enrols("maria")
    for n in range(30):
        guesses(desk, f"login{n}", ELSEWHERE, times=1)
    fails(lambda: desk.signing_in.with_password("login31", WRONG, origin=ELSEWHERE), TooManyAttempts)
    same_network = Origin.of("203.0.113.200")
    fails(lambda: desk.gives_password(maria, same_network), TooManyAttempts)
    assert desk.gives_password(maria, HOME)


def test_what_is_right_spends_nothing(desk: Desk) -> None:
    maria = desk.enrols("maria")
    for _ in range(40):
        desk.gives_password(maria)
    for n in range(25):
        desk.clock.advance(timedelta(seconds=30))
        desk.signs_in(maria)
        assert n < 25


def test_a_stranger_locks_no_known_browser_out(desk: Desk) -> None:
    maria = desk.enrols("maria")
    known = from_known_browser(desk, maria)
    guesses(desk, "maria", ELSEWHERE, times=10)
    fails(lambda: desk.gives_password(maria, HOME), TooManyAttempts)
    half = desk.gives_password(maria, known)
    assert desk.signing_in.with_totp(half, desk.code(maria.secret), origin=known)


def test_a_stranger_in_the_same_network_locks_no_known_browser_out(desk: Desk) -> None:
    maria = desk.enrols("maria")
    for n in range(30):
        guesses(desk, f"login{n}", HOME, times=1)
    fails(lambda: desk.gives_password(maria, HOME), TooManyAttempts)
    assert desk.gives_password(maria, from_known_browser(desk, maria))


def test_whoever_knows_the_password_locks_no_known_browser_out_of_its_codes(desk: Desk) -> None:
    maria = desk.enrols("maria")
    for _ in range(8):
        half = desk.gives_password(maria, ELSEWHERE)
        fails(lambda half=half: desk.signing_in.with_totp(half, "000000", origin=ELSEWHERE))  # type: ignore[misc]
    fails(lambda: desk.signs_in(maria, ELSEWHERE), TooManyAttempts)
    assert desk.signs_in(maria, from_known_browser(desk, maria))


def test_a_known_browser_has_ten_guesses_an_hour_too(desk: Desk) -> None:
    maria = desk.enrols("maria")
    known = from_known_browser(desk, maria)
    guesses(desk, "maria", known, times=10)
    fails(lambda: desk.gives_password(maria, known), TooManyAttempts)
    assert desk.gives_password(maria, from_known_browser(desk, maria)), "another browser of hers has its own"


def test_colleagues_who_share_a_browser_stay_known_to_it(desk: Desk) -> None:
    people = [desk.enrols(f"login{n}") for n in range(10)]
    carried = ""
    for person in people:
        carried = desk.signing_in.known_device(person.account, before=carried)
    carried = desk.signing_in.known_device(people[-1].account, before=carried)
    origin = Origin(HOME.network, carried)
    assert [desk.office.attempts.known(one.login, origin) for one in people] == [False] * 2 + [True] * 8
    guesses(desk, "login5", origin, times=10)
    fails(lambda: desk.gives_password(people[5], origin), TooManyAttempts)
    assert desk.gives_password(people[6], origin)


def test_a_browsers_other_marks_give_no_new_guesses(desk: Desk) -> None:
    """What is added to a genuine mark makes no pool of its own."""
    maria = desk.enrols("maria")
    mark = desk.signing_in.known_device(maria.account)
    for n in range(10):
        guesses(desk, "maria", Origin(HOME.network, f"{n}~{mark}~{n}"), times=1)
    fails(lambda: desk.gives_password(maria, Origin(HOME.network, f"x~{mark}")), TooManyAttempts)


def test_a_mark_is_for_one_login_and_can_not_be_made_up(desk: Desk) -> None:
    maria, ben = desk.enrols("maria"), desk.enrols("ben")
    mark = desk.signing_in.known_device(ben.account)
    guesses(desk, "maria", ELSEWHERE, times=10)
    for made_up in (
        mark,
        mark[:-1],
        f"{mark}0",
        f"x{mark}",
        "a.b",
        ".",
        "",
        "~",
        f"{mark}~{mark}",
        f"{'~' * 50}{mark}",
        "\udcff.\udcff",
        "a" * 5000,
    ):
        origin = Origin(HOME.network, made_up)
        fails(lambda origin=origin: desk.gives_password(maria, origin), TooManyAttempts)  # type: ignore[misc]


def test_eight_wrong_codes_an_hour_and_twenty_a_day(desk: Desk) -> None:
    maria = desk.enrols("maria")
    desk.clock.advance(DAY / 2)
    wrong = []
    for _ in range(6):
        for _ in range(9):
            half = desk.gives_password(maria)
            try:
                desk.signing_in.with_recovery_code(half, "0000-0000-0000", origin=HOME)
            except (Refused, TooManyAttempts) as fact:
                wrong.append(type(fact))
        desk.clock.advance(HOUR)
    assert wrong.count(Refused) == 20
    assert wrong[:9] == [Refused] * 8 + [TooManyAttempts]
    fails(lambda: desk.signs_in(maria), TooManyAttempts)


def test_a_flood_that_is_refused_writes_nothing(desk: Desk) -> None:
    desk.enrols("maria")
    guesses(desk, "maria", ELSEWHERE, times=10)
    assert desk.audited()[-1] == ("staff.refused", "agent 1", '{"full": "staff.login", "why": "password"}')
    before = rows(desk)
    with statements(desk) as seen:
        for _ in range(5):
            fails(lambda: desk.signing_in.with_password("maria", WRONG, origin=ELSEWHERE), TooManyAttempts)
    assert {statement.split()[0] for statement in seen} == {"SELECT"}
    assert rows(desk) == before


def test_a_known_and_an_unknown_login_are_the_same_work(desk: Desk) -> None:
    desk.enrols("maria")
    desk.invites("new")
    traces = []
    for login in ("maria", "new", "nobody", "maria\0"):
        guesses(desk, login, network(1), times=1)  # the first of each makes counters
        with statements(desk) as seen:
            guesses(desk, login, network(1), times=1)
        traces.append(seen)
    assert len(traces[0]) > 5
    assert all(trace == traces[0] for trace in traces)


def test_a_login_that_is_nobodys_makes_a_hash_too(desk: Desk) -> None:
    hashed: list[str | None] = []
    verify = desk.hashing.verify

    class Counting:
        """The same hashing, noting what is verified."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.hashing, name)

        def verify(self, encoded: str | None, password: str) -> bool:
            hashed.append(encoded)
            return verify(encoded, password)

    desk.enrols("maria")
    desk.office.hashing = Counting()  # type: ignore[assignment]  # stands in for it
    guesses(desk, "maria", HOME, times=1)
    guesses(desk, "nobody", HOME, times=1)
    assert [encoded is None for encoded in hashed] == [False, True]


def test_strangers_leave_a_place_to_known_browsers(desk: Desk) -> None:
    maria = desk.enrols("maria")
    with desk.hashing.place():
        with statements(desk) as seen:
            fails(lambda: desk.gives_password(maria), SigningInBusy)
        assert seen == [], "in a flood nothing is even read"
        assert desk.gives_password(maria, from_known_browser(desk, maria))


def test_a_flood_that_has_met_its_limit_takes_no_place_from_anybody(desk: Desk) -> None:
    desk.enrols("maria")

    class Placeless:
        """The same hashing, whose places nobody may take."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.hashing, name)

        def place(self, *, known: bool) -> None:
            raise AssertionError(f"a place was taken ({known=})")

    guesses(desk, "maria", ELSEWHERE, times=10)
    desk.office.hashing = Placeless()  # type: ignore[assignment]  # stands in for it
    fails(lambda: desk.signing_in.with_password("maria", WRONG, origin=ELSEWHERE), TooManyAttempts)


def test_made_up_logins_do_not_make_ever_more_counters(desk: Desk) -> None:
    attempts = desk.office.attempts
    holders = {attempts.of_password(f"made up {n}", HOME)[1].holder for n in range(300_000 // 100)}
    assert max(int.from_bytes(holder, "big") for holder in holders) < 2**16
    networks = {attempts.of_password("x", Origin(f"{n}"))[0].holder for n in range(3000)}
    assert max(int.from_bytes(holder, "big") for holder in networks) < 2**20
    assert len(holders) > 2800, "and hardly two share one"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.7", "198.51.100.250", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:198.51.100.7", "198.51.100.9", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("no address", "", True),
    ],
)
def test_a_network_is_what_one_subscriber_has(one: str, other: str, *, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """The statements that are executed meanwhile, in order."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.extend([statement] * (not statement.startswith("BEGIN")))

    event.listen(desk.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(desk.database.engine, "before_cursor_execute", note)


def rows(desk: Desk) -> tuple[int, int]:
    with desk.database.read() as session:
        counted = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (LimitCounter, AuditEntry)]
    return counted[0], counted[1]
