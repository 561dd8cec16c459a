"""Endpoints: rung only once whoever picks up there has keyed what the desk shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.audit import AuditEntry
from hotline.queue import Endpoint, Endpoints, NotAnAddress, TooManyBeginnings
from hotline.queue.endpoints import EndpointRow, canonical_address
from tests.hotline.desks import ADA, BO, Desk


def begins(desk: Desk, address: str = "client:ada", account: int = ADA) -> Endpoint:
    with desk.database.write() as session:
        return Endpoints(desk.ring, desk.clock).begin(session, account, address=address)


def keys(desk: Desk, digits: str, account: int = ADA) -> bool:
    with desk.database.write() as session:
        return Endpoints(desk.ring, desk.clock).keyed(session, account, digits=digits)


def rung_at(desk: Desk, account: int = ADA) -> str | None:
    with desk.database.read() as session:
        return Endpoints(desk.ring, desk.clock).verified(session, account)


def of(desk: Desk, account: int = ADA) -> Endpoint | None:
    with desk.database.read() as session:
        return Endpoints(desk.ring, desk.clock).of(session, account)


def forgets(desk: Desk, account: int = ADA) -> None:
    with desk.database.write() as session:
        Endpoints(desk.ring, desk.clock).forget(session, account)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04}"


def audited(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(one.tag, one.actor, one.detail) for one in entries if one.tag.startswith("telephone")]


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("(573) 555-0142", "+15735550142"),
        (" client:Ada_1.x-y ", "client:Ada_1.x-y"),
        ("SIP:Ada@Desk.Example.org", "sip:ada@desk.example.org"),
    ],
)
def test_an_address_is_dialled_in_one_form(desk: Desk, typed: str, dialled: str) -> None:
    begun = begins(desk, typed)
    assert begun.address == dialled
    assert keys(desk, begun.code)
    assert rung_at(desk) == dialled


@pytest.mark.parametrize(
    "typed",
    [
        *("", "911", "900 555 0100", "+44 20 7946 0000", "client:", "client:a b", "client:" + "a" * 65, "client:é"),
        *("sip:ada", "sip:@desk.example.org", "sip:ada@desk", "sip:ada@desk.example.org;transport=tls", "ada@x.org"),
        *("sip:ada@-.", "sip:ada@a..b", "sip:ada@" + "a." * 60 + "org", "client:ada\nsip:x@y.org", "sips:a@b.org"),
        *("client:ada</Client>", "http://x.org", "tel:5735550142", "sip:ada@x.org?subject=1", "sip:a:b@x.org"),
    ],
)
def test_what_can_not_be_dialled_is_refused_and_not_repeated(desk: Desk, typed: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        begins(desk, typed)
    assert not typed or typed not in str(refused.value)
    assert of(desk) is None


def test_the_longest_address_has_room(desk: Desk) -> None:
    longest = "sip:" + "a" * 64 + "@" + "b" * 63 + ".c" * 8 + "d"
    assert len(canonical_address(longest)) == 149
    assert begins(desk, longest).address == longest
    with desk.database.read() as session:
        assert [len(row.sealed) for row in session.scalars(select(EndpointRow))] == [256]


def test_it_is_rung_only_once_the_code_was_keyed(desk: Desk) -> None:
    begun = begins(desk)
    assert begun.code.isdecimal()
    assert len(begun.code) == 4
    assert rung_at(desk) is None
    assert of(desk) == begun
    assert not keys(desk, wrong(begun.code))
    assert rung_at(desk) is None
    assert keys(desk, begun.code)
    assert rung_at(desk) == "client:ada"
    assert of(desk) == Endpoint(ADA, "client:ada", verified=True)
    assert rung_at(desk, BO) is None


def test_a_code_is_good_once_and_for_ten_minutes(desk: Desk) -> None:
    begun = begins(desk)
    desk.clock.advance(timedelta(minutes=10))
    assert keys(desk, begun.code)
    assert not keys(desk, begun.code)
    assert not keys(desk, "")
    late = begins(desk)
    desk.clock.advance(timedelta(minutes=10, seconds=1))
    assert not keys(desk, late.code)
    assert rung_at(desk) is None


def test_three_wrong_codes_and_it_must_begin_anew(desk: Desk) -> None:
    begun = begins(desk)
    for _ in range(3):
        assert not keys(desk, wrong(begun.code))
    assert not keys(desk, begun.code)
    after = of(desk)
    assert after is not None
    assert (after.code, after.code_until) == ("", None)
    assert not keys(desk, "")
    assert keys(desk, begins(desk).code)


def test_another_address_is_verified_anew(desk: Desk) -> None:
    assert keys(desk, begins(desk).code)
    other = begins(desk, "client:somebody-else")
    assert rung_at(desk) is None
    assert keys(desk, other.code)
    assert rung_at(desk) == "client:somebody-else"


def test_codes_are_drawn(desk: Desk) -> None:
    drawn = set()
    for day in range(3):
        drawn |= {begins(desk).code for _ in range(5)}
        desk.clock.advance(timedelta(days=day + 1))
    assert len(drawn) > 8


def test_a_strangers_telephone_is_rung_five_times_a_day_at_most(desk: Desk) -> None:
    for number in range(5):
        begins(desk, f"573 555 010{number}")
    with pytest.raises(TooManyBeginnings):
        begins(desk, "573 555 0106")
    begins(desk, account=BO)
    desk.clock.advance(timedelta(days=1))
    begins(desk)


def test_nobody_else_keys_a_code(desk: Desk) -> None:
    mine, theirs = begins(desk), begins(desk, "client:bo", account=BO)
    assert keys(desk, mine.code, BO) is (mine.code == theirs.code)
    assert not keys(desk, mine.code, 99)


def test_what_is_forgotten_is_rung_no_more(desk: Desk) -> None:
    assert keys(desk, begins(desk).code)
    forgets(desk)
    assert rung_at(desk) is None
    assert of(desk) is None
    forgets(desk)
    assert audited(desk) == [
        ("telephone.verified", "account 1", "{}"),
        ("telephone.forgotten", "account 1", "{}"),
    ]


def test_rows_show_neither_address_nor_code(desk: Desk) -> None:
    begun = begins(desk, "573 555 0142")
    with desk.database.read() as session:
        (row,) = session.scalars(select(EndpointRow))
    assert b"5550142" not in row.sealed
    assert begun.code.encode() not in row.sealed
    assert "5550142" not in repr(begun)
    assert "code=" not in repr(begun)
