"""What each single value of an incident file must be: a check takes a value and yields what is wrong, in words.

Each check stands alone: it knows neither the place of the value nor any other value.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import available_timezones

import holidays
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from hotline.incidents.hours import Span

Check = Callable[[object], Iterator[str]]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
# North American numbers have exactly ten digits; elsewhere E.164 allows fifteen with the country.
_E164 = re.compile(r"\+(1[2-9]\d{9}|[2-9]\d{6,14})", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that looks most like `word`: ` (did you mean "monday"?)`, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""


def one_of(known: Sequence[str]) -> Check:
    """One of the `known` words."""

    def check(value: object) -> Iterator[str]:
        if value not in known:
            hint = nearest(value, known) if isinstance(value, str) else ""
            yield f"must be one of {listed(known)}{hint}"

    return check


def listed(words: Sequence[str]) -> str:
    """`"a", "b" and "c"`."""
    quoted = [f'"{word}"' for word in words]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def slug(value: object) -> Iterator[str]:
    """The incident's short name in commands."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value) or len(value) > 40:
        yield 'must be small letters, digits and single hyphens, at most 40, like "jcps-2019"'


def name(value: object) -> Iterator[str]:
    """The id of a category, an advice or a question."""
    if not isinstance(value, str) or not _NAME.fullmatch(value) or len(value) > 32:
        yield 'must be small letters, digits and _, starting with a letter, at most 32, like "student_records"'


def language(value: object) -> Iterator[str]:
    """A language code."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        yield 'must be a language code of small letters, like "en" or "es"'


def e164(value: object) -> Iterator[str]:
    """A telephone number with its country."""
    if not isinstance(value, str) or not _E164.fullmatch(value):
        yield 'must be a telephone number with + and its country, digits only, like "+18667754209"'


def zone(value: object) -> Iterator[str]:
    """A time zone of the tz database."""
    if not isinstance(value, str):
        yield 'must be a time zone in quotation marks, like "America/Chicago"'
    elif value not in _zones():
        yield f'must be a time zone like "America/Chicago"{nearest(value, _zones())}'


@functools.cache  # it is a walk through hundreds of files
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def hours(value: object) -> Iterator[str]:
    """The spans of one weekday, in order."""
    if not isinstance(value, list) or not value:
        yield 'must be a list of spans like ["08:00-12:00", "13:00-17:30"]; leave the day out when it is closed'
        return
    try:
        spans = [Span.parse(words) if isinstance(words, str) else Span.parse("") for words in value]
    except ValueError as wrong:
        yield str(wrong)
        return
    if any(later.opens < earlier.closes for earlier, later in itertools.pairwise(spans)):
        yield "has spans that overlap or are not in order"


def country(value: object) -> Iterator[str]:
    """A country whose public holidays are known."""
    if not isinstance(value, str) or value not in _countries():
        yield 'must be a country code of two letters, like "US"'


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())


def day(value: object) -> Iterator[str]:
    """A calendar day, written as a TOML date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        yield "must be a date without quotation marks, like 2019-11-29"


def local_time(value: object) -> Iterator[str]:
    """A moment in the incident's own zone, written as a TOML date with a time."""
    if not isinstance(value, datetime):
        yield "must be a date with a time, without quotation marks, like 2019-12-23T12:00:00"
    elif value.tzinfo is not None:
        yield "must be the local time of the incident's zone, without Z or an offset, like 2019-12-23T12:00:00"


def public_key(value: object) -> Iterator[str]:
    """The public half of the custodian's key pair: X25519, 32 bytes, as base64."""
    try:
        raw = b64decode(value, validate=True) if isinstance(value, str) else b""
        # Whoever seals to a weak point seals to everybody: this is the library's own refusal of such points.
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        yield "must be the line that `flask keys custodian` printed: 32 bytes of an X25519 public key as base64"


def whole(lowest: int, highest: int) -> Check:
    """A whole number between the two, both inside."""

    def check(value: object) -> Iterator[str]:
        if type(value) is not int or not lowest <= value <= highest:  # a bool is an int to Python, not to people
            yield f"must be a whole number from {lowest:,} to {highest:,}"

    return check


def truth(value: object) -> Iterator[str]:
    """A truth value."""
    if not isinstance(value, bool):
        yield "must be true or false, without quotation marks"


def line_of_text(value: object) -> Iterator[str]:
    """Plain words for people who read the file or the list; never spoken."""
    if not isinstance(value, str) or not value.strip() or len(value) > 1000:
        yield "must be words, at most 1,000 characters"
    elif not value.isprintable():
        yield "has a line end or another character that can't be printed"
