"""The layout of the incident file: every table and key, what it must be, and how many words may be spoken there.

The one place that says which keys exist; docs/incident-file.md explains them and a test holds the two together.
Knows nothing of how the values depend on one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hotline.incidents.content import COLUMNS, DISCLOSURES, DOORS, EXPOSABLE, ROLES, SCHEMES
from hotline.incidents.file import checks
from hotline.incidents.file.shapes import Rows, Several, Shape, Spoken, Table, Value
from hotline.incidents.file.speech import Speech
from hotline.incidents.hours import WEEKDAYS
from hotline.incidents.limits import HIGHEST
from hotline.incidents.list_format import DATE_FORMATS, DELIMITERS, ENCODINGS

MOST_CATEGORIES: Final = 64  # the register has 64 bits for the kinds of one person

_NAME = Spoken(Speech("phrase", words=12))
_KIND = Spoken(Speech("phrase", words=12))
_OPENING = Spoken(Speech("sentence", words=25))  # ten seconds
_NEWS = Spoken(Speech("sentence", words=40))  # before the menu: a quarter of a minute
_PART = Spoken(Speech("sentence", words=60))
_TELLING = Spoken(Speech("sentence", words=150))  # one minute: the longest that one heading is told

_HOLIDAYS = Table(
    {
        "country": Value(checks.country, required=False),
        "subdivision": Value(checks.line_of_text, required=False),
        "closed_on": Several(checks.day, required=False, least=0),
        "open_on": Several(checks.day, required=False, least=0),
    },
    required=False,
)
_HOURS = Table(
    {
        "spoken": Spoken(Speech("phrase", words=25)),
        **{weekday: Value(checks.hours, required=False) for weekday in WEEKDAYS},
        "holidays": _HOLIDAYS,
    }
)
_CLOSURE: dict[str, Shape] = {"begins": Value(checks.local_time), "ends": Value(checks.local_time), "say": _NEWS}
_OPENING_HOURS: dict[str, Shape] = {"begins": Value(checks.local_time), "ends": Value(checks.local_time)}
_EMERGENCY = Table({"ends": Value(checks.local_time), "say": _NEWS}, required=False)
_LETTERS = Table({"none_came": _PART, "moved": _PART, "for_another": _PART, "died": _PART})
_HEADINGS = Table(
    {
        "what_happened": _TELLING,
        "what_information": _TELLING,
        "what_we_are_doing": _TELLING,
        "more_information": _TELLING,
        "what_you_can_do": _TELLING,
    }
)
_CATEGORY: dict[str, Shape] = {
    "id": Value(checks.name),
    "sensitive": Value(checks.truth, required=False),
    "say": _KIND,
    "advice": Several(checks.name),
}
_ADVICE: dict[str, Shape] = {"id": Value(checks.name), "do": Table(dict.fromkeys(ROLES, _PART))}
_SCHEME: dict[str, Shape] = {
    "name": Value(checks.one_of(tuple(SCHEMES))),
    "doors": Several(checks.one_of(DOORS)),
    "disclosure": Value(checks.one_of(DISCLOSURES)),
    "reason": Value(checks.line_of_text, required=False),
    "width": Value(checks.whole(4, 16), required=False),
    "zip": Value(checks.truth, required=False),
}
_QUESTION: dict[str, Shape] = {
    "id": Value(checks.name),
    "ask": Spoken(Speech("sentence", words=30)),
    "answer": _TELLING,
}
_LIMITS = Table(
    {
        **{limit: Value(checks.whole(1, highest), required=False) for limit, highest in HIGHEST.items()},
        "shared_numbers": Several(checks.e164, required=False, least=0),
    },
    required=False,
)
_COLUMNS = Table(
    {column: Value(checks.line_of_text, required=column in ("person_key", "categories")) for column in COLUMNS}
)
_LIST = Table(
    {
        "date_format": Value(checks.one_of(DATE_FORMATS), required=False),
        "encoding": Value(checks.one_of(ENCODINGS), required=False),
        "delimiter": Value(checks.one_of(DELIMITERS), required=False),
        "sheet": Value(checks.line_of_text, required=False),
    },
    required=False,
)
_DESK = Table(
    {"calls_by_hand": Value(checks.truth, required=False), "takes_calls": Value(checks.truth, required=False)},
    required=False,
)

FILE = Table(
    {
        "slug": Value(checks.slug),
        "line": Value(checks.e164),
        "fallback_number": Value(checks.e164),
        "zone": Value(checks.zone),
        "languages": Several(checks.language),
        "exposed_fields": Several(checks.one_of(EXPOSABLE), required=False, least=0),
        "guardian_until": Value(checks.whole(14, 26), required=False),
        "custodian_key": Value(checks.public_key, required=False),
        "organisation": _NAME,
        "greeting": _OPENING,
        "hours": _HOURS,
        "closures": Rows(_CLOSURE, most=100, required=False),
        "openings": Rows(_OPENING_HOURS, most=100, required=False),
        "emergency": _EMERGENCY,
        "headings": _HEADINGS,
        "letters": _LETTERS,
        "not_involved": _PART,
        "blind": Spoken(Speech("sentence", words=60), required=False),
        "categories": Rows(_CATEGORY, most=MOST_CATEGORIES),
        "advice": Rows(_ADVICE, most=64),
        "schemes": Rows(_SCHEME, most=8),
        "questions": Rows(_QUESTION, most=500, required=False),
        "columns": _COLUMNS,
        "list": _LIST,
        "desk": _DESK,
        "limits": _LIMITS,
    }
)


def speech_at(keys: Sequence[str]) -> Speech | None:
    """How a text under these keys must be spoken (`["advice", "do", "child"]`); None where no text stands there."""
    shape: Shape | None = FILE
    for key in keys:
        shape = shape.keys.get(key) if isinstance(shape, Table | Rows) else None
    return shape.speech if isinstance(shape, Spoken) else None
