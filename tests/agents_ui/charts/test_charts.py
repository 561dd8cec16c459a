"""Charts: what is drawn is what was given, each in its place, named, told in a sentence, striped where it is hidden."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents_ui.charts import (
    OF_A_WHOLE,
    SECONDS,
    Axes,
    Frame,
    Grid,
    Line,
    Scale,
    Span,
    Tick,
    bars,
    heat,
    lines,
    scale_to,
    share,
)
from agents_ui.charts.frame import ABOVE, HEIGHT

FRAME = Frame("chart-calls", "Calls <a day>", "Most on Monday & fewest on Sunday.")
AXES = Axes(
    (Tick(0.25, "Mon"), Tick(0.75, "Tue", minor=True)), Scale(100.0, (0.0, 50.0, 100.0)), lambda at: f"{at:.0f}"
)
SPANS = (Span(0.0, 0.5, 50.0, "Mon: 50"), Span(0.5, 1.0, None, "Tue: not shown"))


def drawn(markup: str) -> ET.Element:
    """The chart as a browser reads it: anything not escaped would be no XML."""
    return ET.fromstring(f"<div>{markup}</div>")  # noqa: S314  our own


def classed(tree: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in tree.iter() if name in one.get("class", "").split()]


def test_a_chart_is_named_and_told_in_a_sentence() -> None:
    picture = classed(drawn(bars(FRAME, SPANS, AXES)), "chart")[0]
    told = {one.get("id"): one.text for one in picture if one.tag in ("title", "desc")}
    assert picture.get("role") == "img"
    assert told == {picture.get("aria-labelledby"): FRAME.title, picture.get("aria-describedby"): FRAME.says}


def test_a_bar_is_as_high_as_its_value_and_what_is_hidden_is_striped() -> None:
    tree = drawn(bars(FRAME, SPANS, AXES))
    (bar,), (hidden,) = classed(tree, "bar"), classed(tree, "not-shown")
    assert float(bar.get("height", 0)) == HEIGHT / 2
    assert float(bar.get("y", 0)) == ABOVE + HEIGHT / 2
    assert bar[0].text == "Mon: 50"
    assert (hidden.get("x"), hidden.get("width"), hidden[0].text) == ("50%", "50%", "Tue: not shown")
    assert hidden.get("fill") == f"url(#{next(tree.iter('pattern')).get('id')})"


def test_every_bar_stands_within_its_span() -> None:
    spans = [Span(at / 200, (at + 1) / 200, float(at % 90), str(at)) for at in range(200)]
    found = classed(drawn(bars(FRAME, spans, AXES)), "bar")
    assert [(one.get("x"), one.get("width")) for one in found] == [
        (f"{at / 2:.2f}".rstrip("0").rstrip(".") + "%", "0.5%") for at in range(200)
    ]


def test_what_a_value_may_lie_between_is_drawn_over_its_bar() -> None:
    (low, high) = (one for one in classed(drawn(bars(FRAME, [Span(0, 1, 50, low=25, high=75)], AXES)), "range")[1:])
    assert low.get("d") == f"M-4 {ABOVE + HEIGHT * 0.75:.1f}h8"
    assert high.get("d") == f"M-4 {ABOVE + HEIGHT * 0.25:.1f}h8"


def test_a_line_is_broken_where_it_is_hidden() -> None:
    values = (10.0, 20.0, None, 40.0)
    spans = [Span(at / 4, (at + 1) / 4, value, f"{value}") for at, value in enumerate(values)]
    tree = drawn(lines(FRAME, [Line("Level", spans)], AXES))
    (line,) = classed(tree, "line")
    assert line.get("d") == "M125 180L375 160M875 120"
    assert [one[0].text for one in classed(tree, "point")] == ["10.0", "20.0", "40.0"]
    assert len(classed(tree, "not-shown")) == 1
    assert not classed(tree, "key")


def test_lines_are_told_apart_by_more_than_colour_and_named() -> None:
    spans = [Span(0, 0.5, 10), Span(0.5, 1, 20)]
    tree = drawn(lines(FRAME, [Line("Kept & late", spans), Line("Lost", spans)], AXES))
    (key,) = classed(tree, "key")
    assert [item[0].tail for item in key] == ["Kept & late", "Lost"]
    shapes = [{one.get("d") for one in classed(tree, f"point-{number}")} for number in (1, 2)]
    assert shapes[0].isdisjoint(shapes[1])
    with pytest.raises(ValueError, match="4 lines"):
        lines(FRAME, [Line(str(number), spans) for number in range(4)], AXES)


def test_a_band_goes_up_along_the_high_ends_and_back_along_the_low() -> None:
    spans = [Span(0, 0.5, 50, low=25, high=75), Span(0.5, 1, 50, low=0, high=100)]
    (band,) = classed(drawn(lines(FRAME, [Line("Calls", spans)], AXES)), "band")
    assert band.get("d") == "M250 50L750 0L750 200L250 150Z"


def test_a_field_of_a_heat_map_is_as_much_filled_as_its_value_is_high() -> None:
    grid = Grid(("Mon",), ("0", "1", "2"), ((4.0, 1.0, None),), lambda down, along, value: f"{down} {along}: {value}")
    tree = drawn(heat(FRAME, grid))
    full, quarter = classed(tree, "heat")
    assert [float(str(one.get("width")).rstrip("%")) for one in (full, quarter)] == pytest.approx(
        [100 / 3, 100 / 6], abs=0.01
    )
    assert quarter[0].text == "0 1: 1.0"
    assert "heat-5" in str(full.get("class"))
    assert "heat-2" in str(quarter.get("class"))
    assert len(classed(tree, "field")) == 3


def test_a_bar_in_a_table_is_not_read_aloud_beside_its_number() -> None:
    tree = drawn(share(0.345))
    assert classed(tree, "share")[0].get("aria-hidden") == "true"
    assert classed(tree, "bar")[0].get("width") == "34.5%"
    striped = classed(drawn(share(0.2, together=True, name="one")), "together")[0]
    assert striped.get("fill") == "url(#one)"


@given(st.floats(0, 1e7))
def test_a_scale_holds_the_highest_in_few_even_steps(highest: float) -> None:
    for scale in (scale_to(highest), scale_to(highest, steps=SECONDS)):
        assert scale.top >= highest
        assert 2 <= len(scale.steps) <= 7
        assert scale.steps[0] == 0
        assert scale.steps[-1] == pytest.approx(scale.top)
        assert scale.part(highest) <= 1


def test_a_scale_goes_in_round_steps() -> None:
    assert scale_to(420).steps == [0, 100, 200, 300, 400, 500]
    assert scale_to(0).steps == [0, 1]
    assert scale_to(3).steps == [0, 1, 2, 3]
    assert scale_to(55, steps=SECONDS).steps == [0, 15, 30, 45, 60]
    assert OF_A_WHOLE.part(0.5) == 0.5
