"""Sessions: how long each standing lasts, what counts as being there, and who is let in on an old one."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func, select

from hotline.staff import Standing
from hotline.staff.accounts import change
from hotline.staff.session_rows import SESSIONS
from tests.hotline.staff.desks import MINUTE, Desk, Person

QUARTER = timedelta(minutes=15)


@pytest.fixture
def maria(desk: Desk) -> Person:
    return desk.enrols("maria")


def is_there(desk: Desk, token: str, *, in_a_call: bool = False) -> bool:
    return desk.signing_in.who(token, busy=lambda _session, _account: in_a_call) is not None


def rows(desk: Desk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(SESSIONS)) or 0


@pytest.mark.parametrize(("standing", "minutes"), [(Standing.SECOND_FACTOR, 10), (Standing.ENROLLING, 60)])
def test_what_is_not_finished_in_time_is_over(desk: Desk, maria: Person, standing: Standing, minutes: int) -> None:
    with desk.database.write() as session:
        token = desk.office.sessions.begin(session, maria.account.id, standing)
    desk.clock.advance((minutes - 1) * MINUTE)
    assert is_there(desk, token)
    desk.clock.advance(MINUTE)
    assert not is_there(desk, token)


def test_a_quarter_of_an_hour_without_a_sign_of_life_ends_it(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    for _ in range(4):
        desk.clock.advance(QUARTER - MINUTE)
        assert is_there(desk, token)
    desk.clock.advance(QUARTER)
    assert not is_there(desk, token)


def test_a_page_that_renews_itself_is_no_sign_of_life(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    for _ in range(14):
        desk.clock.advance(MINUTE)
        assert desk.signing_in.who(token, present=False)
    desk.clock.advance(MINUTE)
    assert not is_there(desk, token)


def test_a_live_call_counts_as_a_sign_of_life(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    desk.clock.advance(timedelta(hours=2))
    assert not is_there(desk, token)
    assert is_there(desk, token, in_a_call=True)
    desk.clock.advance(MINUTE)
    assert is_there(desk, token), "the call is over, and somebody was there a minute ago"


def test_it_is_asked_of_the_right_account_whether_it_is_in_a_call(desk: Desk, maria: Person) -> None:
    ben = desk.enrols("ben")
    tokens = {one.account.id: desk.signs_in(one) for one in (maria, ben)}
    desk.clock.advance(QUARTER)
    found = {
        one: desk.signing_in.who(token, busy=lambda _s, account: account == ben.account.id)
        for one, token in tokens.items()
    }
    assert {one for one, signed_in in found.items() if signed_in} == {ben.account.id}


def test_twelve_hours_end_it_even_in_a_call(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    for _ in range(71):
        desk.clock.advance(10 * MINUTE)
        assert is_there(desk, token)
    desk.clock.advance(10 * MINUTE)
    assert not is_there(desk, token, in_a_call=True)


def test_being_there_is_written_at_most_once_a_minute(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    desk.clock.advance(MINUTE)
    written: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        written.extend([statement] * statement.startswith("UPDATE"))

    engine: Engine = desk.database.engine
    event.listen(engine, "before_cursor_execute", note)
    for _ in range(5):
        assert is_there(desk, token)
    assert len(written) == 1
    assert "staff_sessions" in written[0]


def test_old_rows_are_swept_when_a_session_begins(desk: Desk, maria: Person) -> None:
    desk.gives_password(maria)
    desk.signs_in(maria)
    desk.clock.advance(timedelta(minutes=10))
    desk.gives_password(maria)
    assert rows(desk) == 2, "the signed-in one may still be in a call"
    desk.clock.advance(timedelta(hours=12))
    desk.gives_password(maria)
    assert rows(desk) == 1


def test_disabling_ends_every_row_of_that_account_and_no_other(desk: Desk, maria: Person) -> None:
    ben = desk.enrols("ben")
    bens = desk.signs_in(ben)
    desk.signs_in(maria)
    desk.gives_password(maria)
    desk.disables(maria)
    assert rows(desk) == 1
    assert is_there(desk, bens)


def test_a_session_that_outlived_its_account_is_none(desk: Desk, maria: Person) -> None:
    """As one that was begun in the very moment in which the account was disabled."""
    token = desk.signs_in(maria)
    with desk.database.write() as session:
        change(session, maria.account.id, disabled_at=desk.clock.now())
    assert not is_there(desk, token)


def test_no_token_is_kept(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    with desk.database.read() as session:
        kept = session.execute(select(SESSIONS)).all()
    assert kept
    assert token not in str(kept)


def test_a_session_of_another_key_ring_is_none(desk: Desk, maria: Person) -> None:
    token = desk.signs_in(maria)
    file = desk.ring.path / "ledger.key"
    file.chmod(0o600)
    file.write_bytes(bytes(32))
    assert not is_there(desk, token)
