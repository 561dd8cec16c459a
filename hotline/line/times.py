"""Orders about time: close or open the line now, tell every caller something, set hours, plan a closure.

Pure: an order is carried out on a version's content at a moment that is given. Everything but the weekly hours ends by
itself. Must not know: who orders, and where versions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hotline.clock import minute
from hotline.incidents import Closure, Content, Emergency, Opening, OpeningHours, Text, tree

LONGEST = timedelta(days=31)  # what was meant for an hour shall not hold for a year
FURTHEST = timedelta(days=400)
Stretch = TypeVar("Stretch", Closure, Opening)


class OrderRefused(Exception):
    """The order can't be carried out."""


class WouldBeOver(OrderRefused):
    """It would end before it begins, or has ended already."""


class TooFar(OrderRefused):
    """It would hold for longer than anybody means."""


class NothingToEnd(OrderRefused):
    """What was to be ended does not hold."""


class ChangedMeanwhile(OrderRefused):
    """Somebody else has set these hours since they were looked at."""


@dataclass(frozen=True, slots=True)
class Close:
    """Nobody answers from now until `until` (aware); `say`: language → why, in whole sentences."""

    until: datetime
    say: Text


@dataclass(frozen=True, slots=True)
class Open:
    """People answer from now until `until` (aware), whatever the hours and planned closures say."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Reopen:
    """The closure that holds now is over."""


@dataclass(frozen=True, slots=True)
class EndOpening:
    """The opening that holds now is over."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Every caller hears `say` right after the greeting until `until` (aware), in place of what is announced now."""

    until: datetime
    say: Text


@dataclass(frozen=True, slots=True)
class Hush:
    """What is announced now is announced no more."""


@dataclass(frozen=True, slots=True)
class SetHours:
    """Other weekly hours and holidays, in place of those that were looked at."""

    hours: OpeningHours
    looked_at: OpeningHours


@dataclass(frozen=True, slots=True)
class PlanClosure:
    """One more closure, that begins later."""

    closure: Closure


@dataclass(frozen=True, slots=True)
class DropClosure:
    """The closure that begins at this moment is not to be."""

    begins: datetime


Order = Close | Open | Reopen | EndOpening | Announce | Hush | SetHours | PlanClosure | DropClosure


def carried_out(order: Order, content: Content, now: datetime) -> Content:
    """The content after an order at an aware moment; what is over by then is left out of it. OrderRefused.

    What is spoken is not checked here.
    """
    content, now = without_past(content, now), minute(now)
    match order:
        case Close() | Open() | Announce():
            return _as_kept(_begun(order, content, now))
        case Reopen() | EndOpening() | Hush():
            return _as_kept(_ended(order, content, now))
        case SetHours() | PlanClosure() | DropClosure():
            return _planned(order, content, now)


def _begun(order: Close | Open | Announce, content: Content, now: datetime) -> Content:
    _refuse_far(order.until, since=now, most=LONGEST)
    match order:
        case Close(until, say):
            others = _cut(content.closures, now, until)
            return replace(content, closures=_in_order((*others, Closure(now, until, say))))
        case Open(until):
            openings = _in_order((*_cut(content.openings, now, until), Opening(now, until)))
            return replace(content, closures=_cut(content.closures, now, until), openings=openings)
        case Announce(until, say):
            return replace(content, emergency=Emergency(until, say))


def _ended(order: Reopen | EndOpening | Hush, content: Content, now: datetime) -> Content:
    match order:
        case Reopen() if closure := content.closure_at(now):
            return replace(content, closures=_cut(content.closures, now, closure.ends))
        case EndOpening() if opening := content.opening_at(now):
            return replace(content, openings=_cut(content.openings, now, opening.ends))
        case Hush() if content.emergency:
            return replace(content, emergency=None)
    raise NothingToEnd


def _planned(order: SetHours | PlanClosure | DropClosure, content: Content, now: datetime) -> Content:
    match order:
        case SetHours(hours, looked_at):
            if content.hours != looked_at:
                raise ChangedMeanwhile
            return replace(content, hours=hours)
        case PlanClosure(closure):
            _refuse_far(closure.ends, since=max(now, closure.begins), most=FURTHEST)
            return replace(content, closures=_in_order((*content.closures, closure)))
        case DropClosure(begins):
            rest = tuple(one for one in content.closures if one.begins.astimezone(UTC) != begins.astimezone(UTC))
            if len(rest) == len(content.closures):
                raise NothingToEnd
            return replace(content, closures=rest)


def _refuse_far(until: datetime, *, since: datetime, most: timedelta) -> None:
    lasts = until.astimezone(UTC) - since.astimezone(UTC)
    if lasts <= timedelta():
        raise WouldBeOver
    if lasts > most:
        raise TooFar


def _cut(stretches: Iterable[Stretch], begins: datetime, ends: datetime) -> tuple[Stretch, ...]:
    """What is left of the stretches outside of `begins` to `ends`."""
    return tuple(left for one in stretches for left in _left(one, begins.astimezone(UTC), ends.astimezone(UTC)))


def _left(one: Stretch, begins: datetime, ends: datetime) -> Iterator[Stretch]:
    its_begin, its_end = one.begins.astimezone(UTC), one.ends.astimezone(UTC)
    if its_end <= begins or ends <= its_begin:
        yield one
        return
    if its_begin < begins:
        yield replace(one, ends=begins)
    if ends < its_end:
        yield replace(one, begins=ends)


def _in_order(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    return tuple(sorted(stretches, key=lambda one: one.begins.astimezone(UTC)))


def _as_kept(content: Content) -> Content:
    """As it is read again: local clocks can show that a stretch in the hour that comes twice ends before it begins."""
    kept = tree.content(tree.plain(content))
    closures = tuple(one for one in kept.closures if one.begins < one.ends)
    return replace(kept, closures=closures, openings=tuple(one for one in kept.openings if one.begins < one.ends))


def without_past(content: Content, now: datetime) -> Content:
    """The content without closures, openings and an announcement that are over."""
    told = content.emergency
    return replace(
        content,
        closures=tuple(one for one in content.closures if one.ends > now),
        openings=tuple(one for one in content.openings if one.ends > now),
        emergency=told if told and told.ends > now else None,
    )
