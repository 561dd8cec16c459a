"""Moments as a supervisor chooses and reads them: by the clocks of the incident's own zone.

Must not know: what begins or ends then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import format_datetime
from flask_babel import gettext as _

from agents_ui import choices
from agents_ui.choices import Choice
from hotline.incidents import Content

FROM_NOW = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=24))
OTHER = "other"
_STEP = timedelta(minutes=5)


def said(moment: datetime, content: Content) -> str:
    """A moment in words, as the clocks of the incident show it."""
    return choices.moment(moment.astimezone(ZoneInfo(content.zone)))


def dated(moment: datetime, content: Content) -> str:
    """A moment that may be long ago, with its year."""
    return str(format_datetime(moment.astimezone(ZoneInfo(content.zone)), _("MMM d, y, h:mm a"), rebase=False))


def field(moment: datetime, content: Content) -> str:
    """A moment as a field of a form holds it."""
    return moment.astimezone(ZoneInfo(content.zone)).strftime("%Y-%m-%dT%H:%M")


def read(name: str, content: Content) -> datetime | None:
    """The moment in this field of the form (aware, in UTC); None for anything that is no moment."""
    try:
        there = datetime.strptime(request.form.get(name, ""), "%Y-%m-%dT%H:%M")  # noqa: DTZ007  it gets its zone below
    except ValueError:
        return None
    return there.replace(tzinfo=ZoneInfo(content.zone)).astimezone(UTC)


def ends(now: datetime, content: Content) -> Iterator[Choice]:
    """Ends that are offered for what begins now; the last one is any other."""
    for span in FROM_NOW:
        at = _rounded(now + span)
        yield field(at, content), _("%(moment)s (in %(span)s)", moment=said(at, content), span=choices.duration(span))
    yield OTHER, _("another moment")


def chosen_end(content: Content) -> datetime | None:
    """The end that the form chose: one of those that are offered, or the moment beside them."""
    return read("at" if request.form.get("until") == OTHER else "until", content)


def _rounded(moment: datetime) -> datetime:
    """The nearest five minutes, which people say more easily."""
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + (_STEP if over > _STEP / 2 else timedelta())
