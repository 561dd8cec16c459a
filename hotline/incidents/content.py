"""What an incident file says, frozen: the facts, words and rules of one incident.

Every text is spoken to callers or shown to agents. Knows nothing of files, databases, or who is on the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Literal

from hotline.incidents.closures import Closure, Emergency, Opening
from hotline.incidents.hours import OpeningHours
from hotline.incidents.limits import Limits
from hotline.incidents.list_format import ListFormat

Text = Mapping[str, str]  # language → words
Role = Literal["self", "child", "other"]
Door = Literal["telephone", "desk"]
Disclosure = Literal["full", "ordinary", "yes_no", "blind"]

ROLES: tuple[Role, ...] = ("self", "child", "other")
DOORS: tuple[Door, ...] = ("telephone", "desk")
DISCLOSURES: tuple[Disclosure, ...] = ("full", "ordinary", "yes_no", "blind")

# What a row of the list can hold, by our names; what of it can have been in the files that got out.
EXPOSABLE = ("student_number", "last_name", "first_name", "birth_date", "street", "zip")
COLUMNS = ("person_key", *EXPOSABLE, "categories", "letter_code")

# The fields of each scheme: what a caller is asked for, and what the list must therefore have.
SCHEMES: Mapping[str, tuple[str, ...]] = {
    "letter_code": (),
    "student_number": ("student_number", "birth_date"),
    "name": ("last_name", "first_name", "birth_date"),
    "name_desk": ("last_name", "first_name", "birth_date"),
}
# The schemes by name, each with the only door that can offer it: a keypad and a keyboard ask in their own way.
DOOR_OF_NAMES: Mapping[str, Door] = {"name": "telephone", "name_desk": "desk"}


@dataclass(frozen=True, slots=True)
class Headings:
    """The five headings of the district's notice, each a text of whole sentences."""

    what_happened: Text
    what_information: Text
    what_we_are_doing: Text
    more_information: Text
    what_you_can_do: Text


@dataclass(frozen=True, slots=True)
class Letters:
    """What callers hear about letters, each a text of whole sentences: one for each reason to ask."""

    none_came: Text
    moved: Text
    for_another: Text
    died: Text


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of information. `say` is a noun phrase without a final stop ("home address"): kinds are said in a row."""

    id: str
    sensitive: bool
    say: Text
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: `do` holds whole sentences for each role of the caller."""

    id: str
    do: Mapping[Role, Text]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way of checking, the doors that offer it, and the one thing that it may disclose.

    `width` is the number of digits of a student number, shorter ones are padded on the left; 0 for other schemes.
    `zip`: whether a scheme by name asks for the ZIP code too.
    """

    name: str
    doors: tuple[Door, ...]
    disclosure: Disclosure
    reason: str
    width: int
    zip: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """What a caller is asked for; none for the code of the letter."""
        return (*SCHEMES[self.name], *(("zip",) if self.zip else ()))


@dataclass(frozen=True, slots=True)
class Question:
    """A question that callers ask, and the answer that the organisation approved."""

    id: str
    ask: Text
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One version of an incident: all that may be said of it and all the rules that it sets.

    From `guardian_until` years on, an individual is an adult for whom no guardian asks. `blind` is what everybody hears
    after a blind check. Its details, and requests for letters, are sealed to `custodian_key` (X25519, 32 bytes); there
    is neither without one. `calls_by_hand`: whether an agent may take a call that no telephone of ours brought.
    `takes_calls`: whether agents at this desk answer the line; else who wants a person is put through to `fallback`.
    """

    slug: str
    organisation: Text
    line: str
    fallback: str
    zone: str
    languages: tuple[str, ...]
    hours: OpeningHours
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    emergency: Emergency | None = None
    greeting: Text
    headings: Headings
    letters: Letters
    categories: tuple[Category, ...]
    advice: tuple[Advice, ...]
    not_involved: Text
    exposed_fields: tuple[str, ...]
    schemes: tuple[Scheme, ...]
    guardian_until: int = 18
    blind: Text | None = None
    custodian_key: bytes | None = None
    calls_by_hand: bool = False
    takes_calls: bool = False
    questions: tuple[Question, ...]
    columns: Mapping[str, str]
    source: ListFormat = field(default_factory=ListFormat)
    limits: Limits

    def is_open(self, at: datetime) -> bool:
        """Whether people answer at this moment: in the weekly hours and on no holiday, or out of turn; in no closure.

        `at` must be aware (ValueError).
        """
        by_the_week = self.hours.is_open(at)
        return (by_the_week or self.opening_at(at) is not None) and self.closure_at(at) is None

    def next_opening(self, after: datetime) -> datetime | None:
        """The first moment from `after` (aware) on at which people answer, in UTC; None for none in over a year."""
        at = self._next_beginning(after)
        while at is not None and (closure := self.closure_at(at)) is not None:
            at = self._next_beginning(closure.ends)
        return at

    def _next_beginning(self, after: datetime) -> datetime | None:
        """The first moment from `after` on, in UTC, in the weekly hours or out of turn, whatever is closed then."""
        since = after.astimezone(UTC)  # moments of one zone would be compared by what its clocks show
        out_of_turn = [max(since, one.begins.astimezone(UTC)) for one in self.openings if one.ends > since]
        weekly = self.hours.next_opening(after)
        return min((*out_of_turn, *([weekly] if weekly else [])), default=None)

    def timed_as(self, present: Content) -> Content:
        """The words of this version with the times of the `present` one: hours, closures, openings, announcement.

        This version as it is where the present one lacks one of its languages.
        """
        if not set(self.languages) <= set(present.languages):
            return self
        return replace(
            self,
            zone=present.zone,
            hours=present.hours,
            closures=present.closures,
            openings=present.openings,
            emergency=present.emergency,
        )

    def is_adult(self, born: date, *, today: date) -> bool:
        """Whether somebody born on this day has the age from which on no guardian asks for them."""
        birthday_is_to_come = (today.month, today.day) < (born.month, born.day)
        return today.year - born.year - birthday_is_to_come >= self.guardian_until

    def closure_at(self, at: datetime) -> Closure | None:
        """The closure in which this aware moment lies."""
        return next((closure for closure in self.closures if closure.holds(at)), None)

    def opening_at(self, at: datetime) -> Opening | None:
        """The opening out of turn in which this aware moment lies."""
        return next((opening for opening in self.openings if opening.holds(at)), None)

    def emergency_at(self, at: datetime) -> Emergency | None:
        """The announcement that is said at this aware moment."""
        return self.emergency if self.emergency and self.emergency.holds(at) else None

    def schemes_at(self, door: Door) -> tuple[Scheme, ...]:
        """The ways of checking that `door` offers, in the order of the file."""
        return tuple(scheme for scheme in self.schemes if door in scheme.doors)

    def category(self, category_id: str) -> Category:
        """The category with this id; KeyError when this version has none such."""
        for category in self.categories:
            if category.id == category_id:
                return category
        raise KeyError(category_id)

    def advice_for(self, category_ids: tuple[str, ...], role: Role) -> tuple[Text, ...]:
        """What a caller in `role` can do about these categories: each advice once, in the order of the file.

        KeyError when this version lacks one of the categories.
        """
        wanted = {advice_id for category_id in category_ids for advice_id in self.category(category_id).advice}
        return tuple(advice.do[role] for advice in self.advice if advice.id in wanted)
