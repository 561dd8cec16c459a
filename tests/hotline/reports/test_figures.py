"""What is shown of a stretch, against a count by hand; and what measures come to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.reports.definitions import BY_ID
from hotline.reports.figures import ROAD, figures, figures_of_slices
from hotline.reports.parts import OUTCOMES, languages
from hotline.reports.rows import Counted, Tallied, tallied
from hotline.reports.stretches import Stretch
from hotline.reports.suppression import shown, shown_alike, shown_on_the_road
from hotline.reports.values import Value, value, values
from tests.hotline.reports import naive

NOON = datetime(2019, 6, 3, 12, tzinfo=UTC)
STRETCH = Stretch(NOON, NOON + timedelta(hours=1), 200)
ENGLISH_AND_SPANISH = languages(("en", "es"))
COUNTS = st.sampled_from((0, 1, 10, 11, 12, 60))
OF_OUTCOMES = st.fixed_dictionaries(dict.fromkeys(OUTCOMES.tree.leaves, COUNTS))


@given(OF_OUTCOMES)
def test_a_table_shows_what_somebody_finds_who_takes_the_calls_one_by_one(counts: dict[str, int]) -> None:
    assert shown(OUTCOMES.tree, counts) == naive.parts_shown(OUTCOMES.tree, list(Counter(counts).elements()))


@given(st.lists(OF_OUTCOMES, min_size=1, max_size=4))
def test_slices_show_the_same_parts_and_none_that_their_stretch_hides(rows: list[dict[str, int]]) -> None:
    whole = Counter[str]()
    for row in rows:
        whole.update(row)
    told = shown_alike(OUTCOMES.tree, rows)
    each = [set(naive.parts_shown(OUTCOMES.tree, list(Counter(row).elements()))) for row in rows]
    assert all(set(one) == set(told[0]) for one in told)
    assert set(told[0]) <= set(shown(OUTCOMES.tree, whole))
    assert all(set(told[0]) <= alone for alone in each)
    if len(rows) == 1:
        assert set(told[0]) == each[0]


@given(st.fixed_dictionaries(dict.fromkeys(ROAD, st.integers(0, 60))))
def test_nobody_sees_fewer_than_eleven_get_lost_on_the_road(reached: dict[str, int]) -> None:
    told = shown_on_the_road(ROAD, reached)
    assert all(count == reached[place] >= 11 for place, count in told.items())
    numbers = list(told.values())
    assert all(abs(one - other) >= 11 for place, one in enumerate(numbers) for other in numbers[:place])
    left_out = [reached[place] for place in ROAD if place not in told]
    assert all(one < 11 or any(abs(one - other) < 11 for other in numbers) for one in left_out)


def counted(**tables: dict[str, int]) -> Counted:
    return Counted(STRETCH, tables)


def queue(*, in_time: int, later: int, short: int = 20, waited: int = 20, menu: int = 12) -> dict[str, int]:
    return {"in_time": in_time, "later": later, "short": short, "waited": waited, "menu": menu}


def test_the_service_level_keeps_those_who_gave_up_in_its_denominator() -> None:
    one = figures(counted(queue=queue(in_time=60, later=20)), ENGLISH_AND_SPANISH)
    level = value(BY_ID["service_level"], [one])
    assert level == Value(60, 132, 1, 0)
    assert level.rate == 60 / 132
    assert value(BY_ID["abandonment_rate"], [one]) == Value(40, 132, 1, 0)


def test_seconds_are_shown_with_those_who_waited_and_not_without_them() -> None:
    seconds = {"waited_answered": 4_000, "waited_abandoned": 700}
    one = figures(counted(queue=queue(in_time=60, later=20), seconds=seconds), ENGLISH_AND_SPANISH)
    assert value(BY_ID["speed_of_answer"], [one]) == Value(4_000, 80, 1, 0)
    few = figures(counted(queue=queue(in_time=60, later=20, short=2, waited=3), seconds=seconds), ENGLISH_AND_SPANISH)
    assert few.shows("seconds.waited_abandoned") is None
    nearly_all = figures(
        counted(queue=queue(in_time=60, later=20, short=2, waited=3, menu=1), seconds=seconds), ENGLISH_AND_SPANISH
    )
    assert nearly_all.shows("queue.offered") == 86
    assert nearly_all.shows("seconds.waited_answered") is None
    assert value(BY_ID["time_to_abandon"], [few]).rate is None


def test_without_a_denominator_there_is_no_rate() -> None:
    nothing = value(BY_ID["service_level"], [figures(counted(), ENGLISH_AND_SPANISH)])
    assert nothing == Value(0, 0, 1, 1)
    assert nothing.rate is None
    assert not nothing.told
    assert value(BY_ID["service_level"], []).rate is None


def test_a_range_adds_up_what_its_stretches_show_and_says_how_many_do_not() -> None:
    shows = figures(counted(queue=queue(in_time=60, later=20)), ENGLISH_AND_SPANISH)
    hides = figures(counted(queue=queue(in_time=60, later=3)), ENGLISH_AND_SPANISH)
    assert value(BY_ID["service_level"], [shows, hides, shows]) == Value(120, 264, 3, 1)
    assert value(BY_ID["offered"], [shows, hides]).numerator == 132 + 115


def test_the_parts_of_a_range_each_say_where_they_are_hidden() -> None:
    spanish = figures(counted(language={"en": 150, "es": 38, "none": 12}), ENGLISH_AND_SPANISH)
    english = figures(counted(language={"en": 192, "es": 8}), ENGLISH_AND_SPANISH)
    told = values(BY_ID["languages"], [spanish, english])
    assert told["calls"] == Value(400, None, 2, 0)
    assert told["en"] == Value(150, None, 2, 1)
    assert told["es"] == Value(38, None, 2, 1)
    assert told["other"].numerator == 12


def test_containment_counts_those_who_gave_up_and_completion_does_not() -> None:
    ended = {"self_service": 60, "information": 20, "menu": 18, "fault": 2, "person": 80, "abandoned": 20}
    one = figures(counted(outcome=ended), ENGLISH_AND_SPANISH)
    assert value(BY_ID["containment"], [one]) == Value(100, 200, 1, 0)
    assert value(BY_ID["self_service_completion"], [one]) == Value(60, 200, 1, 0)
    assert one.shows("outcome.fault") is None
    assert one.shows("outcome.in_menus") == 20


def test_the_ways_are_shown_where_the_road_shows_them() -> None:
    steps = {"menu": 180, "role": 150, "letter-code": 60, "student-number": 40, "checking": 95, "answer": 70}
    one = figures(counted(steps=steps), ENGLISH_AND_SPANISH)
    assert dict(one.road) == {"calls": 200, "menu": 180, "role": 150, "ways": 100, "answer": 70}
    assert one.tables["ways"] == {"ways": 100, "letter-code": 60, "not_letter-code": 40}
    lost = figures(counted(steps={**steps, "role": 105}), ENGLISH_AND_SPANISH)
    assert "ways" not in lost.road
    assert "ways" not in lost.tables


def test_a_name_that_no_leaf_has_is_counted_all_the_same() -> None:
    one = figures(counted(language={"en": 150, "vi": 30, "": 20}), ENGLISH_AND_SPANISH)
    assert one.tables["language"] == {"calls": 200, "en": 150, "not_en": 50}


def test_a_new_language_is_split_off_and_moves_no_other() -> None:
    before, after = languages(("en", "es")), languages(("en", "es", "vi"))
    of = {part.id: {*part.leaves} - {"vi"} for part in after.tree.all}
    assert all({*part.leaves} == of[part.id] for part in before.tree.all if part.id != "other")


def test_an_interval_of_the_tally_belongs_to_the_moment_that_closed_it() -> None:
    rows = tallied([Tallied(NOON, {"MATCH": 30, "NO_MATCH": 60, "MAY_NOT_TELL": 2})])
    assert {row.at for row in rows} == {NOON}
    answers = figures(counted(answer={row.part: row.count for row in rows}), ENGLISH_AND_SPANISH).tables["answer"]
    assert answers == {"checks": 92, "MATCH": 30, "not_MATCH": 62}


def test_slices_show_no_day() -> None:
    slices = figures_of_slices(
        [counted(queue=queue(in_time=60, later=20), disposition={"checked": 90})] * 2, ENGLISH_AND_SPANISH
    )
    assert [one.shows("queue.offered") for one in slices] == [132, 132]
    assert all("disposition" not in one.tables for one in slices)
