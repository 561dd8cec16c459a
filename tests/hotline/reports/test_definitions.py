"""Every measure is defined once, made of figures that there are, and told on its page."""

from __future__ import annotations

import re

import pytest

from hotline.database import Base
from hotline.followups import gaps  # noqa: F401  registers its table
from hotline.queue.counts import SERVICE_SECONDS
from hotline.reports.definitions import MEASURES, Measure, as_table
from hotline.reports.figures import ROAD, tables_of
from hotline.reports.parts import WAYS, Part, Table, languages
from hotline.settings import PROJECT
from ivr.steps.state import Step
from lookup import tally  # noqa: F401  registers its table
from lookup.queries import AnswerName

PAGE = (PROJECT / "docs/statistics.md").read_text("utf-8")
TABLES: dict[str, Table] = {table.id: table for table in (*tables_of(languages(("en", "es"))), WAYS)}
TIMES = ("waited_answered", "waited_abandoned", "talk", "wrap_up", "busy", "ready")
SECONDS = {f"seconds.{name}" for name in TIMES}
OURS = {"minutes.ready", "minutes.all", "letters.mailed"}
by_name = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)


def figures_there_are() -> set[str]:
    def names(table: str, tree: Part) -> set[str]:
        return {f"{table}.{part.id}" for part in tree.all}

    return {"calls", "road", *SECONDS, *OURS, *TABLES}.union(
        *(names(table.id, table.tree) for table in TABLES.values())
    )


def test_the_page_tells_every_measure_as_the_code_does() -> None:
    assert as_table() in PAGE, "the page is out of date; put hotline.reports.definitions.as_table() into it"


@by_name
def test_a_measure_is_made_of_figures_that_there_are(measure: Measure) -> None:
    assert {*measure.numerator, *measure.denominator} <= figures_there_are()
    assert bool(measure.denominator) == bool(measure.below)
    assert bool(measure.denominator) == (measure.unit in ("share", "seconds"))


@by_name
def test_a_measure_is_defined_in_a_sentence_or_three_and_kept_somewhere(measure: Measure) -> None:
    assert 1 <= len(re.findall(r"[.](?: |$)", measure.says)) <= 3
    assert {*measure.sources} <= {*Base.metadata.tables}


def test_no_two_measures_have_one_name() -> None:
    assert len({measure.id for measure in MEASURES}) == len({measure.name for measure in MEASURES}) == len(MEASURES)


def test_the_seconds_of_the_service_level_are_those_that_are_counted() -> None:
    assert [measure.id for measure in MEASURES if f"{SERVICE_SECONDS} seconds" in measure.says] == ["service_level"]


def test_the_steps_of_the_road_are_steps_of_a_call() -> None:
    assert {*ROAD, *WAYS.tree.leaves} - {"calls", "ways"} <= {*Step}


def test_the_answers_are_the_four() -> None:
    assert {*TABLES["answer"].tree.leaves} == {*AnswerName}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_tree_names_each_part_once_and_divides_what_it_divides(table: Table) -> None:
    names = [part.id for part in table.tree.all]
    assert len(names) == len({*names})
    assert table.otherwise in table.tree.leaves
    assert all(len(part.parts) in (0, 2) for part in table.tree.all)
