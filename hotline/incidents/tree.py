"""Content as a tree of plain values, the way a file or the database holds it, and back.

Takes only trees that are known to be right: whoever reads a stranger's file checks it first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from hotline.incidents.content import ROLES, Advice, Category, Content, Headings, Question, Scheme, Text
from hotline.incidents.hours import WEEKDAYS, Holidays, OpeningHours, Span
from hotline.incidents.limits import Limits

Tree = Mapping[str, Any]


def content(tree: Tree) -> Content:
    """The content that a checked tree stands for. Blanks and line ends inside a text become single spaces."""
    return Content(
        slug=tree["slug"],
        organisation=_text(tree["organisation"]),
        line=tree["line"],
        fallback=tree["fallback_number"],
        zone=tree["zone"],
        languages=tuple(tree["languages"]),
        hours=_hours(tree["hours"], tree["zone"]),
        greeting=_text(tree["greeting"]),
        headings=Headings(**{name: _text(tree["headings"][name]) for name in _names(Headings)}),
        letters=_text(tree["letters"]),
        categories=tuple(map(_category, tree["categories"])),
        advice=tuple(map(_advice, tree["advice"])),
        not_involved=_text(tree["not_involved"]),
        exposed_fields=tuple(tree.get("exposed_fields", ())),
        schemes=tuple(map(_scheme, tree["schemes"])),
        questions=tuple(map(_question, tree.get("questions", ()))),
        columns=MappingProxyType(dict(tree["columns"])),
        limits=_limits(tree.get("limits", {})),
    )


def plain(of: Content) -> dict[str, Any]:
    """The tree of a content, made of what JSON can hold."""
    same = ("slug", "line", "zone", "languages", "exposed_fields")
    texts = ("organisation", "greeting", "letters", "not_involved")
    return {
        **{name: getattr(of, name) for name in same},
        **{name: dict(getattr(of, name)) for name in texts},
        "fallback_number": of.fallback,
        "hours": _plain_hours(of.hours),
        "headings": {name: dict(getattr(of.headings, name)) for name in _names(Headings)},
        "categories": [_plain_row(row) for row in of.categories],
        "advice": [{"id": row.id, "do": {role: dict(words) for role, words in row.do.items()}} for row in of.advice],
        "schemes": [asdict(row) for row in of.schemes],
        "questions": [_plain_row(row) for row in of.questions],
        "columns": dict(of.columns),
        "limits": asdict(of.limits),
    }


def _names(noun: type[Headings | Category | Question]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))


def _text(tree: Tree) -> Text:
    return MappingProxyType({language: " ".join(words.split()) for language, words in tree.items()})


def _hours(tree: Tree, zone: str) -> OpeningHours:
    days = tree.get("holidays", {})
    weekly = {weekday: tuple(map(Span.parse, tree[weekday])) for weekday in WEEKDAYS if weekday in tree}
    return OpeningHours(
        zone=zone,
        weekly=MappingProxyType(weekly),
        holidays=Holidays(
            country=days.get("country", ""),
            subdivision=days.get("subdivision", ""),
            closed_on=tuple(map(_day, days.get("closed_on", ()))),
            open_on=tuple(map(_day, days.get("open_on", ()))),
        ),
        spoken=_text(tree["spoken"]),
    )


def _day(written: date | str) -> date:
    return date.fromisoformat(str(written))


def _plain_hours(hours: OpeningHours) -> dict[str, Any]:
    days = hours.holidays
    return {
        **{weekday: [str(span) for span in spans] for weekday, spans in hours.weekly.items()},
        "spoken": dict(hours.spoken),
        "holidays": {
            "country": days.country,
            "subdivision": days.subdivision,
            "closed_on": [day.isoformat() for day in days.closed_on],
            "open_on": [day.isoformat() for day in days.open_on],
        },
    }


def _category(tree: Tree) -> Category:
    return Category(
        id=tree["id"],
        sensitive=tree.get("sensitive", False),
        say=_text(tree["say"]),
        advice=tuple(tree["advice"]),
    )


def _advice(tree: Tree) -> Advice:
    return Advice(id=tree["id"], do=MappingProxyType({role: _text(tree["do"][role]) for role in ROLES}))


def _scheme(tree: Tree) -> Scheme:
    return Scheme(
        name=tree["name"],
        doors=tuple(tree["doors"]),
        disclosure=tree["disclosure"],
        reason=tree.get("reason", ""),
        width=tree.get("width"),
    )


def _question(tree: Tree) -> Question:
    return Question(id=tree["id"], ask=_text(tree["ask"]), answer=_text(tree["answer"]))


def _limits(tree: Tree) -> Limits:
    return Limits(**{**tree, "shared_numbers": tuple(tree.get("shared_numbers", ()))})


def _plain_row(row: Category | Question) -> dict[str, Any]:
    plain_row = {name: getattr(row, name) for name in _names(type(row))}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in plain_row.items()}
