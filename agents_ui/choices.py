"""What can be chosen on the pages, by the ids of the ledger and in the words of the reader.

Must not know: what follows from a choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import force_locale, format_date, format_datetime, format_time, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hotline.calls import BREAK_REASONS, Disposition
from hotline.followups import EscalationKind, Window

ROLES: Mapping[str, Any] = {
    "self": _l("Themselves"),
    "child": _l("Their child"),
    "other": _l("Another person"),
}
LANGUAGES: Mapping[str, Any] = {"en": _l("English"), "es": _l("Spanish")}
STATES: Mapping[str, Any] = {
    "offline": _l("Offline"),
    "available": _l("Available"),
    "ringing": _l("Ringing"),
    "on_call": _l("On a call"),
    "wrap_up": _l("Wrapping up"),
    "break": _l("On a break"),
}
BREAKS: Mapping[str, Any] = {
    "meal": _l("Meal"),
    "short": _l("Short break"),
    "training": _l("Training"),
    "other": _l("Something else"),
}
DISPOSITIONS: Mapping[str, Any] = {
    "answered_questions": _l("Questions answered"),
    "checked": _l("Checked, and told what there is to tell"),
    "letter_requested": _l("Letter requested"),
    "callback_arranged": _l("Callback arranged"),
    "escalated": _l("Escalated"),
    "wrong_number": _l("Wrong number"),
    "caller_gone": _l("The caller was gone"),
    "other": _l("Something else"),
}
ESCALATIONS: Mapping[str, Any] = {
    "tier_2": _l("A colleague who knows more"),
    "counsel": _l("Counsel"),
    "press": _l("Press"),
    "safety": _l("Somebody is in danger"),
}
DONE: Mapping[str, Any] = {
    "letter": _l("Letter requested"),
    "callback": _l("Callback arranged"),
    "escalation": _l("Escalated"),
    "safety": _l("Somebody's safety is at stake"),
}

Choice = tuple[str, Any]
Kind = TypeVar("Kind", bound=StrEnum)


def chosen(kind: type[Kind], text: str) -> Kind | None:
    """The member of an enumeration that a form names; None where it names none."""
    return next((one for one in kind if one.value == text), None)


def of_a_call(said: Mapping[str, str]) -> dict[str, str]:
    """The language and the role of a form, where they are ours; nothing of what was typed."""
    known = {"language": LANGUAGES, "role": ROLES}
    return {name: said[name] for name, ours in known.items() if said.get(name) in ours}


def roles() -> tuple[Choice, ...]:
    """For whom a caller says they call."""
    return tuple(ROLES.items())


def breaks() -> tuple[Choice, ...]:
    """Why an agent takes no calls for a while."""
    return tuple((reason, BREAKS[reason]) for reason in BREAK_REASONS)


def dispositions() -> tuple[Choice, ...]:
    """How an agent says that a call went; none of them says what was answered."""
    return tuple((one.value, DISPOSITIONS[one.value]) for one in Disposition)


def escalations() -> tuple[tuple[str, Any, str], ...]:
    """To whom a call can be escalated, and how long they have."""
    return tuple((kind.value, ESCALATIONS[kind.value], duration(kind.clock)) for kind in EscalationKind)


def done(what: Iterable[str]) -> tuple[Any, ...]:
    """What was left to be done after a call."""
    return tuple(DONE[one] for one in what)


def windows(offered: Iterable[Window], zone: str) -> tuple[Choice, ...]:
    """The hours in which somebody can be called back."""
    return tuple((window.id, window_words(window, zone)) for window in offered)


def window_words(window: Window, zone: str) -> str:
    """A window as it is said in the caller's zone."""
    return _window_words(window, zone, str(get_locale()))


# Every page of a call offers the same forty; saying them anew took a third of its time.
@lru_cache(maxsize=256)
def _window_words(window: Window, zone: str, _language: str) -> str:
    begins, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (window.begins, window.ends))
    day = format_date(begins.date(), _("EEEE, MMMM d"))
    return str(_("%(day)s, %(begins)s to %(ends)s", day=day, begins=_clock(begins), ends=_clock(ends)))


def window_in_each(window: Window, zone: str, *, languages: Iterable[str]) -> Mapping[str, str]:
    """A window as it is said to somebody who speaks each of these languages, whatever the agent reads."""
    said = {}
    for language in languages:
        with force_locale(language):
            # Whoever is to be called may sit in another zone than the line.
            there = format_datetime(window.begins.astimezone(ZoneInfo(zone)), "vvvv", rebase=False)
            said[language] = f"{window_words(window, zone)}, {there}"
    return said


def duration(span: timedelta) -> str:
    """A span in whole minutes or hours, rounded down."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))


def left(span: timedelta) -> str:
    """How long a clock still runs, or for how long it has run out."""
    if span < timedelta(0):
        return str(_("%(span)s over", span=duration(-span)))
    return str(_("%(span)s left", span=duration(span)))


def _clock(moment: datetime) -> str:
    return str(format_time(moment.time(), "h:mm a"))  # the clock of this country, in Spanish too
