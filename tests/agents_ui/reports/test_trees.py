"""Tables in parts, as sheets: every call is in exactly one of the rows that have none below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from agents_ui.reports import trees
from agents_ui.reports.sheets import Row
from hotline.reports import Figures, Stretch
from hotline.reports.parts import ANSWERS, DISPOSITIONS, OUTCOMES, ROLES, Table, languages
from hotline.reports.suppression import shown

NOON = datetime(2019, 6, 3, 12, tzinfo=UTC)
TABLES = (OUTCOMES, ROLES, DISPOSITIONS, ANSWERS, languages(("en", "es", "vi")))
COUNTS = st.sampled_from((0, 1, 10, 11, 12, 60))


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        yield


def figures_of(table: Table, counts: Sequence[int]) -> Figures:
    told = dict(zip(table.tree.leaves, counts, strict=False))
    stretch = Stretch(NOON, NOON + timedelta(days=1), sum(told.values()))
    return Figures(stretch, {table.id: shown(table.tree, told)})


def leaves_of(rows: Sequence[Row]) -> list[Row]:
    """The rows that have no row below them."""
    return [row for place, row in enumerate(rows) if not any(then.depth > row.depth for then in rows[place + 1 :][:1])]


@given(st.sampled_from(TABLES), st.lists(st.lists(COUNTS, min_size=10, max_size=10), min_size=1, max_size=4))
def test_the_rows_come_to_the_whole_and_none_is_small(table: Table, counts: list[list[int]]) -> None:
    figures = [figures_of(table, one) for one in counts]
    sheet = trees.of_parts("some", "Some", table, figures)
    whole = sum(one.tables[table.id].get(table.tree.id, 0) for one in figures)
    assert sum(row.values[0].numerator for row in leaves_of(sheet.rows)) == whole
    assert all(row.values[0].numerator >= 11 for row in sheet.rows)
    if sheet.rows:
        assert sheet.rows[0].values[0].numerator == whole
        assert sum(row.bar for row in leaves_of(sheet.rows)) == pytest.approx(1)


def test_a_part_is_told_together_where_it_is_not_divided() -> None:
    figures = [figures_of(ROLES, (20, 40, 60, 15)), figures_of(ROLES, (20, 40, 60, 3))]
    rows = {row.key: row for row in trees.of_parts("roles", "", ROLES, figures).rows}
    assert [*rows] == ["calls", "none", "said", "for_family", "self", "child", "other", "said:together"]
    family, together = rows["for_family"].values[0], rows["said:together"].values[0]
    assert (family.numerator, family.denominator, family.stretches, family.hidden) == (100, 135, 2, 1)
    assert (together.numerator, together.denominator) == (103, 258)
    assert rows["said:together"].words == "Said for whom: not told apart"


def test_a_list_has_no_row_for_what_is_left_of_it_but_where_that_is_not_told_apart() -> None:
    figures = [figures_of(languages(("en", "es", "vi")), (90, 40, 3, 5))]
    rows = trees.of_parts("languages", "", languages(("en", "es", "vi")), figures).rows
    assert [(row.key, row.depth) for row in rows] == [("calls", 0), ("en", 1), ("not_en:together", 1)]
    assert rows[-1].words == "Spanish / vi / Another language, or none: not told apart"


def test_a_place_that_is_shown_nowhere_has_no_row() -> None:
    stretch = Stretch(NOON, NOON + timedelta(days=1), 300)
    figures = [Figures(stretch, {}, road={"calls": 300, "menu": 250}), Figures(stretch, {}, road={"calls": 300})]
    told = [(row.key, row.values[0]) for row in trees.of_places("places", "", figures).rows]
    assert [(key, one.numerator, one.denominator, one.hidden) for key, one in told] == [
        ("calls", 600, None, 0),
        ("menu", 250, 300, 1),
    ]
