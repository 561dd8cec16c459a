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
from hotline.incidents import Content, Text

ROLES: Mapping[str, Any] = {
    "self": _l("Themselves"),
    "child": _l("Their child"),
    "other": _l("Another person"),
}  # The same, as what a call is about.
CALLERS: Mapping[str, Any] = {
    "self": _l("about themselves"),
    "child": _l("about their child"),
    "other": _l("about another person"),
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
    "missed": _l("A call was not taken"),  # nobody chooses it
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
# What a caller was told on the telephone before they asked for a person.
HEARD: Mapping[str, Any] = {
    "answer.MATCH": _l("we found a match"),
    "answer.NO_MATCH": _l("we did not find a match"),
    "answer.CANNOT_TELL": _l("we can't answer that automatically"),
    "answer.MAY_NOT_TELL": _l("we can't give that answer on this call"),
    "kinds": _l("the kinds of information"),
    "what-happened": _l("what happened"),
    "what-to-do": _l("what they can do"),
    "letters": _l("about letters"),
    "none-came": _l("what to do if no letter came"),
    "moved": _l("how to give a new address"),
    "for-another": _l("a letter for somebody else"),
    "died": _l("a letter for somebody who died"),
    "hours": _l("the opening hours"),
}
_CHECKING = _l("in the middle of a check")
# Where in the phone menu they asked for a person, or what brought them.
STEPS: Mapping[str, Any] = {
    "language": _l("the choice of language"),
    "menu": _l("the main menu"),
    "what-happened": _l("what happened"),
    "what-to-do": _l("what they can do"),
    "letters": _l("the menu of letters"),
    "none-came": _l("no letter came"),
    "moved": _l("a new address"),
    "for-another": _l("a letter for somebody else"),
    "died": _l("somebody who died"),
    "hours": _l("the opening hours"),
    "role": _l("the question for whom they call"),
    "way": _l("the choice of how to check"),
    "answer": _l("after an answer"),
    **dict.fromkeys(
        ("letter-code", "student-number", "read-back", "last-name", "first-name", "birth-date", "zip", "checking"),
        _CHECKING,
    ),
}

SHOWN = 4  # the last digits of a number, by which two are told apart
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


def heard(ids: Iterable[str]) -> tuple[Any, ...]:
    """What was said on the telephone, in words; nothing for an id that is none of ours."""
    return tuple(HEARD[one] for one in dict.fromkeys(ids) if one in HEARD)


def organisation(content: Content) -> str:
    """Whose line it is, in the language of the page where the incident has it."""
    return said_here(content.organisation)


def said_here(text: Text) -> str:
    """A text of the incident in the language of the page, where it has it; else in its first."""
    return text.get(str(get_locale())) or next(iter(text.values()))


def telephone(address: str) -> str:
    """An agent's own telephone as the desk names it: of a number its end, of anything else all of it."""
    return f"••• {address[-SHOWN:]}" if address.startswith("+") else address


def masked(number: str) -> str:
    """The end of a caller's number; empty where none was shown."""
    return f"••• {number[-SHOWN:]}" if number else ""


def length(seconds: int) -> str:
    """How long a message is."""
    return f"{seconds // 60}:{seconds % 60:02}"


def moment(there: datetime) -> str:
    """A moment as it is said where it is such a time."""
    return f"{format_date(there.date(), _('EEEE, MMMM d'))}, {_clock(there)}"


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
