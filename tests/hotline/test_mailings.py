"""Letters mailed: one number a day, corrected as often as needed, each change audited."""

from datetime import date, timedelta

import pytest

from hotline.audit import AuditLog
from hotline.mailings import BadMailing, ImpossibleDay, Mailings, TooFewLetters, letters_by_day
from tests.hotline.desks import Desk

MONDAY = date(2019, 6, 3)


def mails(desk: Desk, day: date, letters: int) -> int:
    with desk.database.write() as session:
        return Mailings(desk.ring, desk.clock).mailed(session, 1, day, letters=letters, by="ops")


def kept(desk: Desk) -> dict[date, int]:
    with desk.database.read() as session:
        return dict(letters_by_day(session, 1))


def test_a_days_letters_are_what_was_said_last(desk: Desk) -> None:
    later = MONDAY + timedelta(days=30)
    assert mails(desk, later, 1_200) == 0
    assert mails(desk, MONDAY, 3_500) == 0
    assert kept(desk) == {MONDAY: 3_500, later: 1_200}
    assert mails(desk, MONDAY, 3_480) == 3_500
    assert mails(desk, later, 0) == 1_200
    assert kept(desk) == {MONDAY: 3_480}
    with desk.database.read() as session:
        told = [entry for entry in AuditLog(desk.ring, desk.clock).entries(session) if entry.tag == "letters.mailed"]
    assert [entry.actor for entry in told] == ["ops"] * 4
    assert told[2].detail == '{"before": "3500", "day": "2019-06-03", "letters": "3480"}'


@pytest.mark.parametrize("letters", [1, 10])
def test_a_few_letters_are_not_told_of_by_themselves(desk: Desk, letters: int) -> None:
    with pytest.raises(TooFewLetters):
        mails(desk, MONDAY, letters)
    assert kept(desk) == {}


@pytest.mark.parametrize("letters", [-1, 10**12])
def test_nobody_mails_so_many(desk: Desk, letters: int) -> None:
    with pytest.raises(BadMailing):
        mails(desk, MONDAY, letters)


@pytest.mark.parametrize("day", [date(1999, 6, 3), date(2119, 6, 3)])
def test_a_day_lies_near(desk: Desk, day: date) -> None:
    with pytest.raises(ImpossibleDay):
        mails(desk, day, 500)
