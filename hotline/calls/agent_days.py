"""What an agent's day came to: calls and checks as counts, and time as totals of at least eleven calls.

How long one call was tells whether it heard a yes. So times run on in a sealed row until eleven calls are in it, and
only then become part of a readable total. Must not know: whose call one was, and what was asked.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, ForeignKey, LargeBinary, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import SEAL_BYTES, KeyRing, open_sealed, seal
from hotline.totals import add_up

CALLS_IN_A_TOTAL = 11  # as many as a cell must hold to be shown
_PENDING = struct.Struct(">IIII")  # calls, seconds of talk, of wrap-up, and of being ready before the calls
_NOTHING = (0, 0, 0, 0)


class AgentDay(Base):
    """One agent's day (UTC) for one incident. The three times are those of `timed_calls`.

    `ready_seconds`: for how long the agent was available or rung before them. None where an earlier version, which did
    not keep it, has counted.
    """

    __tablename__ = "agent_days"
    # Without a hidden number of the row, which would count up with the calls.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    calls: Mapped[int]
    by_hand: Mapped[int]
    checks: Mapped[int]
    timed_calls: Mapped[int]
    talk_seconds: Mapped[int]
    wrap_up_seconds: Mapped[int]
    ready_seconds: Mapped[int | None]


class AgentTime(Base):
    """The times of one agent's calls that are in no total yet, sealed."""

    __tablename__ = "agent_times"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(_PENDING.size + SEAL_BYTES))


@dataclass(frozen=True, slots=True)
class AgentToday:
    """What an agent has done today, or in some days (UTC), over all incidents."""

    calls: int = 0
    by_hand: int = 0
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What one call took of its agent's time, in seconds. `ready`: available or rung before it, since the last one."""

    talk: int
    wrap_up: int
    ready: int

    @classmethod
    def between(cls, began: datetime, talked: datetime, closed: datetime, *, ready: int) -> "Spent":
        """Of a call that began, whose talk was over, and that was closed. A clock set back takes no time away."""
        talk, wrap_up = ((until - since).total_seconds() for since, until in ((began, talked), (talked, closed)))
        return cls(max(0, int(talk)), max(0, int(wrap_up)), ready)


_COUNTS = ("calls", "by_hand", "checks")
_TIMES = ("timed_calls", "talk_seconds", "wrap_up_seconds", "ready_seconds")
_DAYS, _PENDINGS = table_of(AgentDay), table_of(AgentTime)
_THIS = (_PENDINGS.c.account_id == bindparam("agent")) & (_PENDINGS.c.incident_id == bindparam("incident"))
_LOCK = select(_PENDINGS.c.sealed).where(_THIS).with_for_update()
_REWRITE = update(_PENDINGS).where(_THIS).values(sealed=bindparam("sealed"))
_SINCE = (
    select(_DAYS.c.account_id, *(func.sum(_DAYS.c[name]).label(name) for name in _COUNTS))
    .where(_DAYS.c.day >= bindparam("first"))
    .group_by(_DAYS.c.account_id)
)


class AgentDays:
    """Counts for agents, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def count(self, session: Session, agent: int, incident: int, **counts: int) -> None:
        """Add `calls`, `by_hand` and `checks` to the agent's present day."""
        self._add(session, agent, incident, counts)

    def add_time(self, session: Session, agent: int, incident: int, *, spent: Spent) -> None:
        """Add the seconds of one call. The same rows are written whatever they are, but for each eleventh call."""
        key, this = self._keyring.ledger_key("agent times"), {"agent": agent, "incident": incident}
        about = f"{agent}:{incident}".encode()
        blank = seal(key, _PENDING.pack(*_NOTHING), about)
        insert_missing(session, AgentTime, [{"account_id": agent, "incident_id": incident, "sealed": blank}])
        connection = session.connection()
        calls, talk, wrap_up, ready = _unpacked(open_sealed(key, connection.execute(_LOCK, this).scalar_one(), about))
        pending = (calls + 1, talk + spent.talk, wrap_up + spent.wrap_up, ready + spent.ready)
        if pending[0] >= CALLS_IN_A_TOTAL:
            self._add(session, agent, incident, dict(zip(_TIMES, pending, strict=True)))
            pending = _NOTHING
        connection.execute(_REWRITE, {**this, "sealed": seal(key, _PENDING.pack(*pending), about)})

    def today(self, session: Session) -> Mapping[int, AgentToday]:
        """What each agent has done today, by account; nothing for those who have done nothing."""
        return self.lately(session, days=1)

    def lately(self, session: Session, *, days: int) -> Mapping[int, AgentToday]:
        """The same for the last `days` days, today among them."""
        rows = session.execute(_SINCE, {"first": self._clock.now().date() - timedelta(days=days - 1)})
        return {row.account_id: AgentToday(*(int(getattr(row, name)) for name in _COUNTS)) for row in rows}

    def _add(self, session: Session, agent: int, incident: int, totals: Mapping[str, int]) -> None:
        key = {"day": self._clock.now().date(), "account_id": agent, "incident_id": incident}
        add_up(session, AgentDay, key, {name: totals.get(name, 0) for name in (*_COUNTS, *_TIMES)})


def _unpacked(plain: bytes) -> tuple[int, ...]:
    # What an earlier version has sealed lacks the time before the calls, which can't be known any more: its ten calls
    # at most are in no total, rather than in one that is untrue.
    return _PENDING.unpack(plain) if len(plain) == _PENDING.size else _NOTHING
