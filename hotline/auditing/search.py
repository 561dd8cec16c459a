"""Searching the audit log: by time, by who, by what was done, a page at a time, newest first.

What callers did is left out: it could be counted, and reports say only what may be known of it. Entries that were kept
to the hour stand at its beginning, so their place among the others tells no more. Must not know: who asks, and words.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from hotline.audit import CALLERS, AuditEntry

ON_A_PAGE = 50
# Written out, because a database uses an index over some rows only where it sees that no other one is asked for.
_NOT_OF_CALLERS = AuditEntry.actor != literal_column(f"'{CALLERS}'")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is empty does not matter. `since` is in it, `until` is not any more."""

    actors: tuple[str, ...] = ()
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the entry after which the next one goes on."""

    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, newest first, and where the next one goes on; None where this is the last."""

    entries: Sequence[AuditEntry]
    older: Place | None


class Search:
    """What somebody may see: entries of some incidents, and those of none that are not about people elsewhere.

    `strangers` are accounts, as the log names them, that work only elsewhere.
    """

    def __init__(self, within: Collection[int], *, strangers: Collection[str]) -> None:
        self._within = within
        self._strangers = strangers

    def page(self, session: Session, asked: Asked, *, after: Place | None = None) -> Found:
        """The entries that fit, older than `after`."""
        newest_first = (AuditEntry.at.desc(), AuditEntry.seq.desc())
        fitting = select(AuditEntry).where(*self._seen(), *_fits(asked))
        fitting = fitting.where(_older_than(after)) if after else fitting
        entries = session.scalars(fitting.order_by(*newest_first).limit(ON_A_PAGE + 1)).all()
        shown = entries[:ON_A_PAGE]
        older = Place(shown[-1].at, shown[-1].seq) if len(entries) > ON_A_PAGE else None
        return Found(shown, older)

    def actors(self, session: Session) -> tuple[str, ...]:
        """Everybody who is named in the log and may be seen, but callers."""
        first = select(func.min(AuditEntry.actor).label("actor")).where(_NOT_OF_CALLERS).cte("actors", recursive=True)
        # From each to the next in the index: to read a million entries for ten names would be slow.
        following = select(func.min(AuditEntry.actor)).where(_NOT_OF_CALLERS, AuditEntry.actor > first.c.actor)
        actors = first.union_all(select(following.scalar_subquery()).where(first.c.actor.is_not(None)))
        known = session.scalars(select(actors.c.actor).where(actors.c.actor.is_not(None)))
        return tuple(one for one in known if one not in self._strangers)

    def _seen(self) -> Sequence[ColumnElement[bool]]:
        about = [f'{{"account": "{one}"}}' for one in self._strangers]  # whom an operator has invited, disabled, reset
        of_nobody_else = (AuditEntry.actor.not_in(self._strangers), AuditEntry.detail.not_in(about))
        of_none = and_(AuditEntry.incident_id.is_(None), *(of_nobody_else if about else ()))
        return _NOT_OF_CALLERS, or_(AuditEntry.incident_id.in_(self._within), of_none)


def _fits(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.actors:
        yield AuditEntry.actor.in_(asked.actors)
    if asked.tag:
        yield AuditEntry.tag == asked.tag
    if asked.since:
        yield AuditEntry.at >= asked.since
    if asked.until:
        yield AuditEntry.at < asked.until


def _older_than(place: Place) -> ColumnElement[bool]:
    return or_(AuditEntry.at < place.at, and_(AuditEntry.at == place.at, AuditEntry.seq < place.seq))
