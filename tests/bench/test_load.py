"""A load that is small enough for every day: what it asks is answered, truly, and what it finds is told."""

from __future__ import annotations

import math

import pytest

from bench.__main__ import PARTS
from bench.figures import Figure
from bench.load import Load, load, percentile
from bench.people.crowd import Words


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_small_crowd_is_answered_truly(database: str) -> None:
    figures = {figure.what: figure for figure in load(Load(8, 4.0, 100.0, (database,), listed=4))}
    assert [figure.told() for figure in figures.values() if figure.must and not figure.holds] == []
    assert {figure.what.partition(": ")[2] for figure in figures.values() if figure.must} == {"errors", "wrong answers"}
    assert figures[f"{database}: webhooks that check, p50"].value > 0
    assert figures[f"{database}: memory of all workers"].value > 50


def test_what_no_request_took_reaches_no_aim() -> None:
    assert math.isnan(percentile([], 50))
    assert not Figure("nothing", math.nan, 1, at_most=True).holds
    assert not Figure("nothing", math.nan, 1).holds


@pytest.mark.parametrize(("part", "expected"), [(50, 50.0), (99, 99.0), (99.9, 100.0)])
def test_a_percentile_is_a_value_that_was_measured(part: float, expected: float) -> None:
    assert percentile([float(one) for one in range(100, 0, -1)], part) == expected


def test_an_answer_is_known_by_its_own_sentence() -> None:
    words = Words({"MATCH": ["we found one."], "NO_MATCH": ["we did not find one."]})
    heard = {"Hello, we did not find one. Bye.": "NO_MATCH", "we found one.": "MATCH", "we": ""}
    assert {said: words.answer_in(said) for said in heard} == heard


def test_the_load_is_part_of_every_bench() -> None:
    assert {"load", "spoken", "million"} <= set(PARTS)
