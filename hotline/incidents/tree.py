"""Content as a tree of plain values, the way a file or the database holds it, and back.

Takes only trees that are known to be right: whoever reads a stranger's file checks it first.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from hotline.incidents.closures import Closure, Emergency, Opening
from hotline.incidents.content import ROLES, Advice, Category, Content, Headings, Letters, Question, Scheme, Text
from hotline.incidents.hours import WEEKDAYS, Holidays, OpeningHours, Span
from hotline.incidents.limits import Limits
from hotline.incidents.list_format import ListFormat

# What an organisation may leave out, or what versions that were stored before it existed do not have.
GUARDIAN_UNTIL = 18

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
        closures=tuple(_closure(row, tree["zone"]) for row in tree.get("closures", ())),
        openings=tuple(_opening(row, tree["zone"]) for row in tree.get("openings", ())),
        emergency=_emergency(tree.get("emergency"), tree["zone"]),
        greeting=_text(tree["greeting"]),
        headings=Headings(**{name: _text(tree["headings"][name]) for name in _names(Headings)}),
        letters=_letters(tree["letters"]),
        categories=tuple(map(_category, tree["categories"])),
        advice=tuple(map(_advice, tree["advice"])),
        not_involved=_text(tree["not_involved"]),
        exposed_fields=tuple(tree.get("exposed_fields", ())),
        schemes=tuple(map(_scheme, tree["schemes"])),
        guardian_until=tree.get("guardian_until", GUARDIAN_UNTIL),
        blind=_text(tree["blind"]) if tree.get("blind") else None,
        custodian_key=b64decode(tree["custodian_key"]) if tree.get("custodian_key") else None,
        calls_by_hand=tree.get("desk", {}).get("calls_by_hand", False),
        takes_calls=tree.get("desk", {}).get("takes_calls", False),
        questions=tuple(map(_question, tree.get("questions", ()))),
        columns=MappingProxyType(dict(tree["columns"])),
        source=ListFormat(**tree.get("list", {})),
        limits=_limits(tree.get("limits", {})),
    )


def plain(of: Content) -> dict[str, Any]:
    """The tree of a content, made of what JSON can hold."""
    same = ("slug", "line", "zone", "languages", "exposed_fields", "guardian_until")
    texts = ("organisation", "greeting", "not_involved")
    return {
        **{name: getattr(of, name) for name in same},
        **{name: dict(getattr(of, name)) for name in texts},
        "fallback_number": of.fallback,
        "hours": _plain_hours(of.hours),
        **_plain_times(of),
        **_plain_sealing(of),
        "desk": {"calls_by_hand": of.calls_by_hand, "takes_calls": of.takes_calls},
        "headings": _plain_texts(of.headings),
        "letters": _plain_texts(of.letters),
        "categories": [_plain_row(row) for row in of.categories],
        "advice": [{"id": row.id, "do": {role: dict(words) for role, words in row.do.items()}} for row in of.advice],
        "schemes": [asdict(row) for row in of.schemes],
        "questions": [_plain_row(row) for row in of.questions],
        "columns": dict(of.columns),
        "list": asdict(of.source),
        "limits": asdict(of.limits),
    }


def _names(noun: type[Headings | Letters | Category | Question]) -> tuple[str, ...]:
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


def _letters(tree: Tree) -> Letters:
    """The four texts; a version of the time when there was only one has it for all four."""
    names = _names(Letters)
    return Letters(**{name: _text(tree[name] if names[0] in tree else tree) for name in names})


def _closure(tree: Tree, zone: str) -> Closure:
    return Closure(_moment(tree["begins"], zone), _moment(tree["ends"], zone), say=_text(tree["say"]))


def _opening(tree: Tree, zone: str) -> Opening:
    return Opening(_moment(tree["begins"], zone), _moment(tree["ends"], zone))


def _emergency(tree: Tree | None, zone: str) -> Emergency | None:
    return Emergency(_moment(tree["ends"], zone), say=_text(tree["say"])) if tree else None


def _moment(written: datetime | str, zone: str) -> datetime:
    return datetime.fromisoformat(str(written)).replace(tzinfo=ZoneInfo(zone))


def _written(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()


def _plain_times(of: Content) -> dict[str, Any]:
    closures = [
        {"begins": _written(row.begins, of.zone), "ends": _written(row.ends, of.zone), "say": dict(row.say)}
        for row in of.closures
    ]
    openings = [{"begins": _written(row.begins, of.zone), "ends": _written(row.ends, of.zone)} for row in of.openings]
    told = of.emergency
    return {
        "closures": closures,
        "openings": openings,
        "emergency": {"ends": _written(told.ends, of.zone), "say": dict(told.say)} if told else None,
    }


def _plain_sealing(of: Content) -> dict[str, Any]:
    return {
        "blind": dict(of.blind) if of.blind else None,
        "custodian_key": b64encode(of.custodian_key).decode() if of.custodian_key else None,
    }


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
        width=tree.get("width", 0),
        zip=tree.get("zip", False),
    )


def _question(tree: Tree) -> Question:
    return Question(id=tree["id"], ask=_text(tree["ask"]), answer=_text(tree["answer"]))


def _limits(tree: Tree) -> Limits:
    return Limits(**{**tree, "shared_numbers": tuple(tree.get("shared_numbers", ()))})


def _plain_texts(texts: Headings | Letters) -> dict[str, Any]:
    return {name: dict(getattr(texts, name)) for name in _names(type(texts))}


def _plain_row(row: Category | Question) -> dict[str, Any]:
    plain_row = {name: getattr(row, name) for name in _names(type(row))}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in plain_row.items()}
