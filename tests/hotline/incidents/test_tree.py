"""Content survives the database: what is stored as JSON comes back equal."""

import dataclasses
import json
from datetime import date

import pytest

from hotline.incidents import Content, load, tree
from hotline.incidents.hours import Holidays, Span
from hotline.settings import PROJECT


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
        **dict.fromkeys(("organisation", "greeting", "letters", "not_involved"), text),
        **dict.fromkeys(("slug", "line", "fallback", "zone"), "other"),
    }
    changed = dataclasses.replace(content, **{field: other[field]})
    if field == "zone":
        changed = dataclasses.replace(changed, hours=dataclasses.replace(content.hours, zone="other"))
    assert changed != content
    assert tree.content(json.loads(json.dumps(tree.plain(changed)))) == changed


def test_a_content_that_is_shared_by_calls_can_not_be_changed(content: Content) -> None:
    with pytest.raises(TypeError):
        content.greeting["en"] = "something else"  # type: ignore[index]  # that it is refused is the point
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.slug = "other"  # type: ignore[misc]  # that it is refused is the point
