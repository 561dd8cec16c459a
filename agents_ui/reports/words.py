"""The words of the reports: measures, parts and times, in the language of the reader. Must not know: any number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from agents_ui import choices
from agents_ui.reports.pieces import Piece
from hotline.reports.parts import Part, Table

MEASURES: Mapping[str, Any] = {
    "calls": _l("Calls"),
    "offered": _l("Offered"),
    "answered": _l("Answered"),
    "abandoned": _l("Abandoned"),
    "service_level": _l("Service level"),
    "abandonment_rate": _l("Abandonment rate"),
    "speed_of_answer": _l("Speed of answer"),
    "time_to_abandon": _l("Time to abandon"),
    "handle_time": _l("Handle time"),
    "occupancy": _l("Occupancy"),
    "containment": _l("Containment"),
    "self_service_completion": _l("Self-service completion"),
    "outcomes": _l("Outcomes"),
    "drop_off": _l("The way to an answer"),
    "languages": _l("Languages"),
    "roles": _l("For whom"),
    "channels": _l("Doors"),
    "schemes": _l("Ways of checking"),
    "answers": _l("Answers"),
    "dispositions": _l("How calls at the desk ended"),
    "new_questions": _l("New questions"),
    "callbacks_kept": _l("Callbacks kept"),
    "availability": _l("Line availability"),
    "letters": _l("Letters mailed"),
}
UNITS: Mapping[str, Any] = {
    "calls": _l("Calls"),
    "entries": _l("Entries"),
    "checks": _l("Checks"),
}
DIVISIONS: Mapping[str, Any] = {
    "interval": _l("parts of a day"),
    "day": _l("days"),
    "week": _l("weeks"),
    "whole": _l("one whole"),
}
TIME = _l("When")
WEEKDAY = _l("Weekday")
ALL = _l("In all")
MEASURE_OF: Mapping[str, str] = {
    "outcome": "outcomes",
    "road": "drop_off",
    "language": "languages",
    "role": "roles",
    "channel": "channels",
    "ways": "schemes",
    "answer": "answers",
    "disposition": "dispositions",
}
HEADS: Mapping[str, Any] = {
    "outcome": _l("How the call ended"),
    "road": _l("Place"),
    "language": _l("Language"),
    "role": _l("For whom"),
    "channel": _l("Door"),
    "ways": _l("Way of checking"),
    "answer": _l("Answer"),
    "disposition": _l("How the agent closed it"),
}
_ALL_CALLS = _l("All calls")
PARTS: Mapping[str, Mapping[str, Any]] = {
    "outcome": {
        "calls": _ALL_CALLS,
        "contained": _l("Needed nobody"),
        "self_service": _l("Heard an answer"),
        "without_answer": _l("Heard no answer"),
        "information": _l("Heard about the incident"),
        "in_menus": _l("Came to nothing"),
        "menu": _l("Left in the menu"),
        "fault": _l("This service lost the call"),
        "person_needed": _l("Needed a person"),
        "person": _l("Talked with a person"),
        "no_person_yet": _l("Reached nobody on that call"),
        "abandoned": _l("Hung up while waiting"),
        "left_word": _l("Left word"),
        "callback": _l("Asked to be called back"),
        "voicemail": _l("Left a message"),
    },
    "road": {
        "calls": _ALL_CALLS,
        "menu": _l("The menu"),
        "role": _l("For whom they call"),
        "ways": _l("A way of checking"),
        "checking": _l("The check"),
        "answer": _l("An answer"),
    },
    "language": {"calls": _ALL_CALLS, **choices.LANGUAGES, "other": _l("Another language, or none")},
    "role": {
        "calls": _ALL_CALLS,
        "none": _l("Not asked"),
        "said": _l("Said for whom"),
        "for_family": _l("Themselves or their child"),
        **choices.ROLES,
    },
    "channel": {"calls": _ALL_CALLS, "telephone": _l("On the telephone"), "desk": _l("Taken by hand")},
    "ways": {
        "ways": _l("All ways"),
        "letter-code": _l("Letter code"),
        "student-number": _l("Student number"),
        "last-name": _l("Name"),
    },
    "answer": {
        "checks": _l("All checks"),
        "MATCH": _l("A match"),
        "NO_MATCH": _l("No match"),
        "CANNOT_TELL": _l("Can't be told right now"),
        "MAY_NOT_TELL": _l("Can't be told on this call"),
    },
    "disposition": {
        "closed": _l("All calls at the desk"),
        "settled": _l("Settled"),
        "unsettled": _l("Not settled by the call itself"),
        "to_follow": _l("Something follows"),
        "handed_on": _l("Handed on"),
        "no_business": _l("Nothing to settle"),
        "strays": _l("Wrong number, or something else"),
        **choices.DISPOSITIONS,
    },
}


def has_a_name(table: Table, part: Part) -> bool:
    """Whether a part is a thing of its own, and not only what a list has left after its first."""
    return part.id in PARTS[table.id] or not part.parts


def of_part(table: Table, part: Part) -> str:
    """What a part is called; one without a name of its own by what is in it."""
    named = PARTS[table.id]
    if has_a_name(table, part):
        return str(named.get(part.id, part.id))
    return " / ".join(str(named.get(leaf, leaf)) for leaf in part.leaves)


def together(table: Table, part: Part) -> str:
    """What a part is called where it is told only as a whole."""
    return str(_("%(part)s: not told apart", part=of_part(table, part)))


def of_piece(piece: Piece) -> str:
    """When a piece is."""
    if piece.whole_days:
        return of_days(piece.first, piece.last)
    begins, ends = clock(piece.begins), clock(piece.ends)
    if piece.first == piece.last:
        return str(_("%(day)s, %(begins)s to %(ends)s", day=day(piece.first), begins=begins, ends=ends))
    first, last = f"{day(piece.first)}, {begins}", f"{day(piece.last)}, {ends}"
    return str(_("%(first)s to %(last)s", first=first, last=last))


def of_days(first: date, last: date) -> str:
    """One day, or from one to another."""
    if first == last:
        return day(first)
    return str(_("%(first)s to %(last)s", first=day(first), last=day(last)))


def day(when: date) -> str:
    """A day with its weekday."""
    return _day(when, str(get_locale()))


# A long page says each of its days many times.
@lru_cache(maxsize=1_024)
def _day(when: date, _language: str) -> str:
    return str(format_date(when, _("EEE, MMM d")))


def long_day(when: date) -> str:
    """A day with its year."""
    return str(format_date(when, _("MMMM d, yyyy")))


def clock(when: datetime) -> str:
    """A time of day."""
    return str(format_time(when.time(), "h:mm a"))
