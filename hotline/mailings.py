"""Letters mailed: how many notices went out on which day, as the operator or a supervisor says.

A forecast is made of them, and a regulator asks for them. Knows how many, never to whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import KeyRing

FEWEST_LETTERS = 11  # as many as a figure of the reports must hold: a single letter is somebody's
MOST_LETTERS = 1_000_000_000
EARLIEST, LATEST = timedelta(days=10 * 365), timedelta(days=2 * 365)  # before today, and after it


class BadMailing(Exception):
    """A number of letters, or a day, that can't be meant; the message says why."""


class TooFewLetters(BadMailing):
    """Fewer letters than may be told of."""


class ImpossibleDay(BadMailing):
    """A day long ago, or far ahead."""


class LettersMailed(Base):
    """One day's letters, by the calendar of whoever mails them."""

    __tablename__ = "letters_mailed"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    letters: Mapped[int]


_DAYS = table_of(LettersMailed)


class Mailings:
    """Keeps them, in the caller's transaction, and audits each change."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._audit = AuditLog(keyring, clock)
        self._clock = clock

    def mailed(self, session: Session, incident_id: int, day: date, *, letters: int, by: str) -> int:
        """So many letters were mailed on `day`, or will be; how many were thought to be before. None with 0.

        TooFewLetters, ImpossibleDay, BadMailing.
        """
        self._refuse(day, letters)
        insert_missing(session, LettersMailed, [{"incident_id": incident_id, "day": day, "letters": 0}])
        this = (_DAYS.c.incident_id == incident_id) & (_DAYS.c.day == day)
        before: int = session.execute(select(_DAYS.c.letters).where(this).with_for_update()).scalar_one()
        change = update(_DAYS).where(this).values(letters=letters) if letters else delete(_DAYS).where(this)
        session.connection().execute(change)
        told = {"day": day.isoformat(), "letters": str(letters), "before": str(before)}
        self._audit.record(session, Tag.LETTERS_MAILED, actor=by, incident_id=incident_id, detail=told)
        return before

    def _refuse(self, day: date, letters: int) -> None:
        if not 0 <= letters <= MOST_LETTERS:
            raise BadMailing(f"Letters are counted from 0 to {MOST_LETTERS:,}.")
        if 0 < letters < FEWEST_LETTERS:
            raise TooFewLetters(
                f"Fewer than {FEWEST_LETTERS} letters are not told of by themselves: add them to another day's."
            )
        today = self._clock.now().date()
        if not today - EARLIEST <= day <= today + LATEST:
            raise ImpossibleDay(f"{day} is too long ago, or too far ahead.")


def letters_by_day(session: Session, incident_id: int) -> Mapping[date, int]:
    """How many letters on each day on which any were, or will be, mailed; in order."""
    days = select(_DAYS.c.day, _DAYS.c.letters).where(_DAYS.c.incident_id == incident_id).order_by(_DAYS.c.day)
    return {row.day: row.letters for row in session.execute(days)}
