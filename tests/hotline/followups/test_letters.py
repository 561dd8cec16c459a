"""Letter requests: sealed to the custodian, one length, a day, and nothing that this side could read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from hotline.followups import (
    CannotSeal,
    LetterKind,
    LetterRequest,
    SealedRequest,
    WrongField,
    open_box,
    request_letter,
)
from hotline.incidents import Incident
from tests.hotline.desks import Desk

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


def asks(desk: Desk, letter: LetterRequest = LETTER) -> None:
    with desk.database.write() as session:
        request_letter(session, desk.incident, letter, day=DAY)


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
