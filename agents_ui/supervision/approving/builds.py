"""A build in words: what it is, and what would change if it answered. Numbers of people, rules, and nobody's details.

Must not know: what is proposed, and by whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from agents_ui.choices import said_here
from hotline.incidents import Content
from lookup.hashing import PROFILES
from lookup.registers.definition import Definition, SchemeRule
from lookup.registers.history import Build

WAYS: Mapping[str, Any] = {
    "letter_code": _l("By letter code"),
    "student_number": _l("By student number"),
    "name": _l("By name, on the telephone"),
    "name_desk": _l("By name, at the desk"),
}
BY: Mapping[str, Any] = {
    "letter_code": _l("letter code"),
    "student_number": _l("student number"),
    "name": _l("name on the telephone"),
    "name_desk": _l("name at the desk"),
}
DOORS: Mapping[str, Any] = {"telephone": _l("telephone"), "desk": _l("desk")}
DISCLOSURES: Mapping[str, Any] = {
    "full": _l("tells every kind"),
    "ordinary": _l("tells the kinds that are not sensitive"),
    "yes_no": _l("tells yes or no"),
    "blind": _l("tells nothing, and seals what is asked"),
}
MERGED: Mapping[str, Any] = {
    "repeated row": _l("the same row again"),
    "same person_key": _l("one more row of somebody"),
}
COSTS: Mapping[str, Any] = {"light": _l("light"), "standard": _l("standard")}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a build: how it is now, how it would be. `now` is empty where nothing answers."""

    words: Any
    now: str
    then: str

    @property
    def changed(self) -> bool:
        """Whether it would be otherwise."""
        return bool(self.now) and self.now != self.then


@dataclass(frozen=True, slots=True)
class Counted:
    """What an import counted: rows, what became of them, and why some were left out (column, reason, rows)."""

    rows: int
    merged: Sequence[tuple[Any, int]]
    unkeyed: Sequence[tuple[str, int]]
    left_out: Sequence[tuple[str, str, int]]
    rejected: int


def compared(now: Definition | None, then: Definition, content: Content) -> tuple[Line, ...]:
    """What would be otherwise if `then` answered in place of `now`, and what would stay; of the cost only a change."""
    old = dict(_lines(now, content)) if now else {}
    new = dict(_lines(then, content, beside=now))
    lines = [Line(words, old.get(words, "–" if now else ""), new.get(words, "–")) for words in {**new, **old}]
    return tuple(line for line in lines if line.changed or now is None or line.words != _("Cost of a guess"))


def fewer(now: Definition | None, then: Definition) -> int:
    """How many individuals fewer `then` knows: whoever of them was found would be told “no”. 0 where it is none."""
    return max(0, now.people - then.people) if now else 0


def counted(build: Build) -> Counted | None:
    """What its import counted; None where nothing was kept."""
    if build.counts is None:
        return None
    said = build.counts
    return Counted(
        said.rows,
        merged=[(MERGED.get(rule, rule), rows) for rule, rows in said.merged.items()],
        unkeyed=list(said.unkeyed.items()),
        left_out=[(one.column, one.reason, one.rows) for one in said.left_out],
        rejected=said.rejected,
    )


def _lines(one: Definition, content: Content, *, beside: Definition | None = None) -> Iterator[tuple[str, str]]:
    yield str(_("Individuals")), _people(one, beside)
    for rule in one.schemes:
        yield _way(rule), _rule(rule)
    yield str(_("Can’t be found")), _lost(one.schemes)
    yield str(_("Kinds of information")), ", ".join(_kind(content, category) for category in one.categories)
    yield str(_("Cost of a guess")), _cost(one)


def _people(one: Definition, beside: Definition | None) -> str:
    more = one.people - beside.people if beside else 0
    return (
        f"{format_decimal(one.people)} ({'+' if more > 0 else '−'}{format_decimal(abs(more))})"
        if more
        else str(format_decimal(one.people))
    )


def _way(rule: SchemeRule) -> str:
    return str(WAYS.get(rule.name, rule.name))


def _rule(rule: SchemeRule) -> str:
    doors = ", ".join(str(DOORS.get(door, door)) for door in rule.doors)
    return f"{doors}; {DISCLOSURES.get(rule.disclosure, rule.disclosure)}"


def _lost(rules: Sequence[SchemeRule]) -> str:
    """How many individuals each way misses: the list lacks a detail of them, or their row was left out."""
    numbers = {rule.without_key for rule in rules}
    if numbers <= {0}:
        return str(_("nobody"))
    if len(numbers) == 1:
        return str(_("%(people)s, in any way", people=format_decimal(numbers.pop())))
    return ", ".join(f"{BY.get(rule.name, rule.name)} {format_decimal(rule.without_key)}" for rule in rules)


def _kind(content: Content, category: str) -> str:
    known = next((one for one in content.categories if one.id == category), None)
    return said_here(known.say) if known else category


def _cost(one: Definition) -> str:
    memory = f"{one.cost.memory_kib // 1024} MiB" if one.cost.memory_kib >= 1024 else f"{one.cost.memory_kib} KiB"
    size = f"{memory} × {one.cost.passes}"
    return next((f"{COSTS[name]}, {size}" for name, cost in PROFILES.items() if cost == one.cost), size)
