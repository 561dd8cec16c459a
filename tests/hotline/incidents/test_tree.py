"""Content survives the database: what is stored as JSON comes back equal."""

import dataclasses
import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.incidents import Closure, Content, Emergency, Letters, ListFormat, Opening, load, tree
from hotline.incidents.hours import Holidays, Span
from hotline.settings import PROJECT


def _in_chicago(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, 30, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def content() -> Content:
    return load(PROJECT / "examples" / "jcps-2019" / "incident.toml")


def test_content_comes_back_equal(content: Content) -> None:
    assert tree.content(json.loads(json.dumps(tree.plain(content)))) == content


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Content)])
def test_no_field_is_left_out(content: Content, field: str) -> None:
    """A content that differs in one field only has another tree."""
    text = {"en": "other", "es": "otro"}
    days = Holidays(closed_on=(date(2020, 1, 2),))
    other = {
        "hours": dataclasses.replace(content.hours, weekly={"sunday": (Span.parse("20:00-24:00"),)}, holidays=days),
        "headings": dataclasses.replace(content.headings, more_information=text),
        "limits": dataclasses.replace(content.limits, checks_per_call=9, shared_numbers=("+15735550177",)),
        "columns": {"person_key": "id", "categories": "kinds"},
        "languages": ("en",),
        "exposed_fields": (),
        **{name: getattr(content, name)[:1] for name in ("categories", "advice", "schemes", "questions")},
        "letters": dataclasses.replace(content.letters, died=text),
        "closures": (Closure(_in_chicago(2020, 3, 1), _in_chicago(2020, 3, 2), text),),
        "openings": (Opening(_in_chicago(2020, 3, 1), _in_chicago(2020, 3, 2)),),
        "emergency": Emergency(_in_chicago(2020, 3, 1), text),
        "source": ListFormat("DD.MM.YYYY", "utf-16", "tab", sheet="People"),
        "guardian_until": 21,
        "custodian_key": b"k" * 32,
        "calls_by_hand": not content.calls_by_hand,
        "takes_calls": not content.takes_calls,
        **dict.fromkeys(("organisation", "greeting", "not_involved", "blind"), text),
        **dict.fromkeys(("slug", "line", "fallback", "zone"), "other"),
    }
    changed = dataclasses.replace(content, **{field: other[field]})
    if field == "zone":
        changed = dataclasses.replace(
            changed, zone="UTC", hours=dataclasses.replace(content.hours, zone="UTC"), closures=()
        )
    assert changed != content
    assert tree.content(json.loads(json.dumps(tree.plain(changed)))) == changed


def test_a_content_that_is_shared_by_calls_can_not_be_changed(content: Content) -> None:
    with pytest.raises(TypeError):
        content.greeting["en"] = "something else"  # type: ignore[index]  # that it is refused is the point
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.slug = "other"  # type: ignore[misc]  # that it is refused is the point


NEW = ("closures", "openings", "emergency", "guardian_until", "blind", "custodian_key", "list", "desk")
NEW_LIMITS = ("breaker", "checks_per_agent", "checks_by_hand")


def test_a_version_of_the_time_before_is_still_read(content: Content) -> None:
    """The database keeps versions for ever: those of before have one text about letters, and none of the new keys."""
    content = dataclasses.replace(content, schemes=content.schemes[:2])
    stored = tree.plain(content)
    letters = {"en": "Ask a person.", "es": "Pregunte a una persona."}
    limits = {name: value for name, value in stored["limits"].items() if not name.startswith(NEW_LIMITS)}
    schemes = [{name: value for name, value in row.items() if name != "zip"} for row in stored["schemes"]]
    stored = {name: value for name, value in stored.items() if name not in NEW}
    old = tree.content(json.loads(json.dumps({**stored, "letters": letters, "limits": limits, "schemes": schemes})))
    assert old.letters == Letters(none_came=letters, moved=letters, for_another=letters, died=letters)
    assert (old.closures, old.emergency, old.guardian_until, old.blind, old.custodian_key) == ((), None, 18, None, None)
    assert not old.calls_by_hand
    assert not old.takes_calls
    assert (old.source, old.limits, old.schemes) == (ListFormat(), content.limits, content.schemes)
