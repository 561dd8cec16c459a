"""Letter requests: sealed to the custodian, one length, a day, and nothing that this side could read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hotline.audit import AuditEntry
from hotline.followups import (
    CannotSeal,
    During,
    LetterKind,
    LetterRequest,
    LetterRequests,
    SealedRequest,
    TooMany,
    WrongField,
    open_box,
)
from hotline.incidents import Incident
from tests.hotline.desks import ADA, BO, Desk

DAY = date(2019, 6, 3)
LETTER = LetterRequest("Ana Example", ("1 Example St", "Jefferson City, MO 65101"), LetterKind.NEW_LETTER, "es")
FULLEST = replace(
    LETTER,
    name="ñ" * 74,
    address=("“" * 49, '"' * 74, "\\" * 74, "x" * 148),
    what=LetterKind.NEW_ADDRESS,
    language="x" * 8,
    unsafe_address=True,
)


def asks(desk: Desk, letter: LetterRequest = LETTER, *, call: bytes = b"a call", agent: int = ADA) -> None:
    with desk.database.write() as session:
        letters = LetterRequests(desk.ring, desk.clock)
        letters.request(session, desk.incident, letter=letter, during=During(call, agent))


def kept(desk: Desk) -> list[SealedRequest]:
    with desk.database.read() as session:
        return list(session.scalars(select(SealedRequest)))


def test_the_custodian_alone_reads_a_request(desk: Desk) -> None:
    asks(desk)
    (row,) = kept(desk)
    assert (row.incident_id, row.kind, row.day) == (desk.incident.id, "letter", DAY)
    assert open_box(desk.custodian, row.sealed) == {
        "what": "new_letter",
        "language": "es",
        "address_unsafe": "no",
        "name": "Ana Example",
        "address_1": "1 Example St",
        "address_2": "Jefferson City, MO 65101",
    }
    assert "Ana" not in repr(LETTER)
    assert "Example St" not in repr(LETTER)


def test_the_fullest_request_fits_and_has_the_length_of_every_other(desk: Desk) -> None:
    asks(desk)
    asks(desk, FULLEST)
    assert {len(row.sealed) for row in kept(desk)} == {1072}
    opened = [open_box(desk.custodian, row.sealed) for row in kept(desk)]
    assert sorted(len(details) for details in opened) == [6, 8]
    assert {details["address_unsafe"] for details in opened} == {"yes", "no"}


def test_without_a_custodians_key_nothing_is_kept(desk: Desk) -> None:
    content = replace(desk.incident.content, custodian_key=None)
    desk.incident = Incident(desk.incident.id, desk.incident.version, content)
    with pytest.raises(CannotSeal):
        asks(desk)
    assert kept(desk) == []


@pytest.mark.parametrize(
    ("field", "letter"),
    [
        ("name", replace(LETTER, name=" ")),
        ("name", replace(LETTER, name="x" * 149)),
        ("name", replace(LETTER, name="ñ" * 75)),
        ("name", replace(LETTER, name='"' * 75)),
        ("name", replace(LETTER, name="Ana\x00")),
        ("name", replace(LETTER, name="Ana\u202e")),
        ("name", replace(LETTER, name="\ud800")),
        ("address", replace(LETTER, address=())),
        ("address", replace(LETTER, address=("x",) * 5)),
        ("address_2", replace(LETTER, address=("x", "x" * 149))),
        ("address_3", replace(LETTER, address=("x", "y", ""))),
        ("language", replace(LETTER, language="")),
        ("language", replace(LETTER, language="x" * 9)),
    ],
)
def test_what_can_not_be_sent_is_named_and_not_repeated(desk: Desk, field: str, letter: LetterRequest) -> None:
    with pytest.raises(WrongField) as refused:
        asks(desk, letter)
    assert refused.value.field == field
    assert "Ana" not in str(refused.value)
    assert kept(desk) == []


def test_lines_are_folded(desk: Desk) -> None:
    asks(desk, replace(LETTER, name="  Ana \n Example "))
    assert open_box(desk.custodian, kept(desk)[0].sealed)["name"] == "Ana Example"


def test_it_is_audited_to_the_hour_who_sent_one_and_not_for_whom(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=34))
    asks(desk)
    with desk.database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.tag == "letter.requested"))
    assert (entry.actor, entry.incident_id, entry.detail) == ("agent 1", desk.incident.id, "{}")
    assert (entry.at.hour, entry.at.minute) == (15, 0)


def test_a_call_leaves_six_letters_at_most(desk: Desk) -> None:
    for _ in range(6):
        asks(desk)
    with pytest.raises(TooMany):
        asks(desk)
    asks(desk, call=b"another call")
    assert len(kept(desk)) == 7


def test_an_agent_sends_thirty_letters_an_hour_at_most(desk: Desk) -> None:
    for number in range(30):
        asks(desk, call=bytes([number]))
    with pytest.raises(TooMany):
        asks(desk, call=b"another call")
    asks(desk, call=b"another call", agent=BO)
    desk.clock.advance(timedelta(hours=1))
    asks(desk, call=b"another call")
    assert len(kept(desk)) == 32


def test_what_can_not_be_sent_uses_nothing_up(desk: Desk) -> None:
    for _ in range(7):
        with pytest.raises(WrongField):
            asks(desk, replace(LETTER, name=""))
    asks(desk)
