"""The call log: one row a call that is over, and counts by quarter of an hour.

A row says when a call began, in which language and role, and how it ended. It has no carrier's id, no number, no step,
no answer and no length: an answer takes longer to say when it is a yes, so time is kept as totals only, up to the first
answer, and everything is counted in the quarter in which its call began. A day's rows come at once (`calls.day`). The
four answers are counted as one step. Must not know: what a caller asked or heard.
"""

import uuid
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.calls.counts import CallCount, count_calls, interval_of
from hotline.calls.day import Days, EndedToday
from hotline.clock import Clock, minute
from hotline.database import Base, UtcDateTime, table_of
from hotline.sealing import KeyRing
from hotline.totals import add_up


class Outcome(StrEnum):
    """How a call ended: derived, exactly one, the first that holds in this order."""

    PERSON = "person"  # handed over to a person
    CALLBACK = "callback"  # wants to be called back
    VOICEMAIL = "voicemail"  # left a message
    ABANDONED = "abandoned"  # hung up while waiting for a person
    SELF_SERVICE = "self_service"  # heard an answer, whichever, and needed nobody
    INFORMATION = "information"  # heard about the incident
    MENU = "menu"  # none of these: gave up in the menus
    FAULT = "fault"  # this service could not follow the call, so none of them is known


class LoggedCall(Base):
    """A call that is over."""

    __tablename__ = "call_log"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    channel: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(8))
    role: Mapped[str] = mapped_column(String(8))
    started: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(12))


class StepCount(Base):
    """How often a step was entered in one interval, over all calls."""

    __tablename__ = "step_counts"

    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]


class MenuTime(Base):
    """How long the calls that ended in one interval were in the menus, each up to its first answer or hand-over."""

    __tablename__ = "menu_times"

    interval: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    calls: Mapped[int]
    seconds: Mapped[int]


_WRITE = insert(table_of(LoggedCall))
_C = table_of(CallCount).c
_SINCE = select(func.sum(_C.count)).where(
    _C.incident_id == bindparam("incident"),
    _C.counted == "channel",
    _C.interval >= bindparam("since"),
    _C.part == bindparam("channel"),
)


def outcome_of(
    *,
    handed_over: bool,
    answered: bool,
    informed: bool,
    callback: bool = False,
    voicemail: bool = False,
    waiting: bool = False,
) -> Outcome:
    """How a call that this service could follow has ended. `waiting`: it ended while its caller waited for a person."""
    held = (
        (handed_over, Outcome.PERSON),
        (callback, Outcome.CALLBACK),
        (voicemail, Outcome.VOICEMAIL),
        (waiting, Outcome.ABANDONED),
        (answered, Outcome.SELF_SERVICE),
        (informed, Outcome.INFORMATION),
    )
    return next((outcome for holds, outcome in held if holds), Outcome.MENU)


class CallLog:
    """The log of calls, each a row from the day after it on."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._days = Days(keyring, clock)

    def record(self, session: Session, incident_id: int, call: EndedToday) -> None:
        """Keep a call that is over, sealed, and write the rows of the day before if this is a new day's first.

        KeyMissing, KeyWrong, SealBroken.
        """
        to_the_minute = replace(call, started=minute(call.started))
        over = self._days.add(session, incident_id, to_the_minute)
        rows = [_row(incident_id, one) for one in over]
        if rows:
            session.connection().execute(_WRITE, rows)
            count_calls(session, incident_id, over)

    def by_hand_since(self, session: Session, incident_id: int, since: datetime) -> int:
        """How many calls at the desk, taken by hand, began since a moment and are over."""
        written = {"incident": incident_id, "channel": "desk", "since": since}
        counted = session.connection().scalar(_SINCE, written) or 0
        return int(counted) + sum(
            one.channel == "desk" and one.started >= since for one in self.today(session, incident_id)
        )

    def today(self, session: Session, incident_id: int) -> list[EndedToday]:
        """The calls that are over and have no row yet, in no order."""
        return self._days.read(session, incident_id)


def _row(incident_id: int, call: EndedToday) -> dict[str, object]:
    said = {"language": call.language, "role": call.role, "started": call.started, "outcome": call.outcome}
    return {"id": uuid.uuid4(), "incident_id": incident_id, "channel": call.channel, **said}


def count_step(session: Session, *, incident_id: int, step: str, at: datetime) -> None:
    """Count one entry into a step. `at`: when its call began."""
    add_up(session, StepCount, {"interval": interval_of(at), "incident_id": incident_id, "step": step}, {"count": 1})


def count_menu_time(session: Session, *, incident_id: int, seconds: int, at: datetime) -> None:
    """Add one call's time in the menus to the total. `at`: when it began."""
    totals = {"calls": 1, "seconds": seconds}
    add_up(session, MenuTime, {"interval": interval_of(at), "incident_id": incident_id}, totals)
