"""Reports out of the database say what somebody counted who noted every call: a made-up fortnight, to the unit."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from hotline.calls import CallLog, Disposition, EndedToday, count_step
from hotline.calls.agent_days import AgentDay
from hotline.calls.counts import interval_of
from hotline.calls.dispositions import count_disposition
from hotline.clock import StoppedClock
from hotline.followups import Gaps
from hotline.followups.callback_counts import count as count_callback
from hotline.queue import QueueCount
from hotline.queue.counts import TOTALS
from hotline.reports import BY_ID, Figures, Report, Reports, Stretch, Tallied, Value, value
from hotline.reports.figures import tables_of
from hotline.reports.parts import CHANNELS, OUTCOMES, ROLES
from hotline.reports.stretches import day_begins
from hotline.sealing import KeyRing
from hotline.totals import add_up
from tests.hotline.desks import ADA, BO, Desk
from tests.hotline.reports import naive
from tests.ivr.incidents import CONTENT

ZONE = ZoneInfo("America/Chicago")
BEGINS = datetime(2019, 10, 28, 15, tzinfo=UTC)  # the clocks are set back on 3 November
FIRST, DAYS = date(2019, 10, 28), 14
ANOTHER = 2  # an incident whose calls are in no report of the first


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(BEGINS)


@pytest.fixture
def call_log(ring: KeyRing, clock: StoppedClock) -> CallLog:
    return CallLog(ring, clock)


@pytest.fixture
def fortnight(desk: Desk, call_log: CallLog) -> list[naive.Call]:
    """What was noted beside the line. The last day's calls are still sealed when it is read."""
    draw = random.Random(3)  # noqa: S311  the same fortnight each time
    desk.applies(replace(CONTENT, slug="another", line="+15025550999"))
    noted = sorted((made_up(draw, day) for day in range(DAYS) for _ in range(busy(day))), key=lambda call: call.started)
    with desk.database.write() as session:
        for call in noted:
            desk.clock.advance(call.started + timedelta(minutes=9) - desk.clock.now())
            ended = EndedToday(call.language, call.role, call.started, call.outcome, call.channel)
            call_log.record(session, 1, ended)
            if draw.random() < 0.05:
                call_log.record(session, ANOTHER, ended)
            leaves_traces(session, call)
    desk.clock.advance(datetime(2019, 11, 11, 12, 1, tzinfo=UTC) - desk.clock.now())
    return noted


def busy(day: int) -> int:
    return (4, 60, 70, 150, 40, 0, 3, 130, 20, 90, 300, 5, 6, 60)[day]


def made_up(draw: random.Random, day: int) -> naive.Call:
    """A call on a local day, more often in the morning."""
    minute = min(draw.randrange(1_440), draw.randrange(240, 1_440))
    midnight = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), ZONE)
    started = max(midnight.astimezone(UTC) + timedelta(minutes=minute), BEGINS)
    outcomes, weights = ("person", "self_service", "information", "menu", "abandoned", "callback"), (6, 6, 3, 3, 1, 1)
    return naive.Call(
        started,
        draw.choices(("en", "es", "vi", ""), (16, 4, 1, 1))[0],
        draw.choices(("self", "child", "other", ""), (5, 5, 1, 3))[0],
        draw.choices(("telephone", "desk"), (9, 1))[0],
        draw.choices(outcomes, weights)[0],
    )


def steps_of(call: naive.Call) -> list[str]:
    """Where the call came to in the menu."""
    if call.channel == "desk":
        return []
    asked = ["role", ("letter-code", "student-number")[call.started.minute % 3 == 0]] if call.role else []
    answered = ["checking", "answer"] if call.outcome == "self_service" else []
    return ["menu", *asked, *answered]


def wait_of(call: naive.Call) -> int:
    """For how many seconds the call waited."""
    return (call.started.minute * 7 + call.started.hour) % 100


def queue_of(call: naive.Call) -> tuple[str, dict[str, int]] | None:
    """The leaf that the call is in, and what the queue counts of it."""
    wait = wait_of(call)
    match call.outcome:
        case "person":
            in_time = wait <= 60
            counts = {"answered": 1, "answered_in_time": int(in_time), "waited_answered": wait}
            return "in_time" if in_time else "later", counts
        case "abandoned":
            short = wait <= 10
            return "short" if short else "waited", {
                "abandoned": 1,
                "abandoned_short": int(short),
                "waited_abandoned": wait,
            }
        case "callback":
            return "callback", {"to_callback": 1}
    return None


def disposition_of(call: naive.Call) -> Disposition:
    """How the agent closed it."""
    return (Disposition.CHECKED, Disposition.ANSWERED_QUESTIONS, Disposition.ESCALATED)[call.started.minute % 3]


def leaves_traces(session: Session, call: naive.Call) -> None:
    """All that is counted of a call beside its row in the log."""
    for step in steps_of(call):
        count_step(session, incident_id=1, step=step, at=call.started)
    if (queued := queue_of(call)) is not None:
        key = {"interval": interval_of(call.started), "incident_id": 1}
        add_up(session, QueueCount, key, {**dict.fromkeys(TOTALS, 0), "offered": 1, **queued[1]})
    if call.outcome == "person":
        count_disposition(session, 1, disposition=disposition_of(call), day=call.started.date())
        times = {"timed_calls": 1, "talk_seconds": 100, "wrap_up_seconds": 20, "ready_seconds": 40}
        agent = ADA if call.started.minute % 2 else BO
        key = {"day": call.started.date(), "account_id": agent, "incident_id": 1}
        add_up(session, AgentDay, key, {"calls": 0, "by_hand": 0, "checks": 0, **times})
    if call.outcome == "callback":
        count_callback(session, 1, "arranged", day=call.started.date())
        count_callback(session, 1, "kept" if call.started.minute % 2 else "unreached", day=call.started.date())


def by_hand(noted: Sequence[naive.Call], days: naive.Days) -> dict[str, list[str]]:
    """The leaves of each table, call by call, of those days."""
    here = [call for call in noted if naive.day_of(call, ZONE) in days]
    that_day = [call for call in noted if call.started.date() in days]
    return {
        "language": [call.language if call.language in ("en", "es") else "other" for call in here],
        "role": [call.role or "none" for call in here],
        "channel": [call.channel for call in here],
        "outcome": [call.outcome for call in here],
        "queue": [queued[0] for call in here if (queued := queue_of(call))],
        "disposition": [disposition_of(call).value for call in that_day if call.outcome == "person"],
        "timed": ["timed_calls" for call in that_day if call.outcome == "person"],
        "occupied": ["occupied_calls" for call in that_day if call.outcome == "person"],
    }


def test_a_fortnight_is_read_as_it_was_noted(desk: Desk, call_log: CallLog, fortnight: list[naive.Call]) -> None:
    reports = Reports(call_log, desk.clock)
    with desk.database.snapshot() as session:
        report = reports.open(session, 1)
        figures = reports.figures(session, report, FIRST, date(2019, 11, 10))
        busiest = max(report.timeline.wide, key=lambda one: one.calls)
        slices = reports.slices(session, report, busiest)
        callbacks_early = value(BY_ID["callbacks_kept"], figures).told
    the_stretches_are_those_that_were_noted(report, fortnight)
    the_tables_are_those_that_were_noted(report, figures, fortnight)
    the_measures_are_those_that_were_noted(figures, fortnight)
    the_slices_are_those_that_were_noted(report, slices, fortnight)
    assert not callbacks_early


def the_stretches_are_those_that_were_noted(report: Report, noted: list[naive.Call]) -> None:
    timeline = report.timeline
    for stretches, runs in zip((timeline.days, timeline.wide), runs_of(noted), strict=True):
        assert [(timeline.first_day(one), timeline.last_day(one)) for one in stretches] == [(r[0], r[-1]) for r in runs]
    assert len(timeline.wide) >= 4


def runs_of(noted: list[naive.Call]) -> tuple[list[naive.Days], list[naive.Days]]:
    return naive.runs_of_days(noted, ZONE, naive.local_days(FIRST, date(2019, 11, 10)))


def the_tables_are_those_that_were_noted(report: Report, figures: list[Figures], noted: list[naive.Call]) -> None:
    tables = {table.id: table for table in tables_of(report.languages)}
    for one, run in zip(figures, runs_of(noted)[1], strict=True):
        for table, leaves in by_hand(noted, run).items():
            assert one.tables[table] == naive.parts_shown(tables[table].tree, leaves), (run, table)
    shown = Counter(table for one in figures for table, told in one.tables.items() if len(told) > 1)
    assert {"language", "role", "outcome", "queue", "disposition"} <= {*shown}, "it shows enough to be a test"


def the_measures_are_those_that_were_noted(figures: list[Figures], noted: list[naive.Call]) -> None:
    waited, taken, hidden = 0, 0, 0
    for one in figures:
        within = [call for call in noted if one.stretch.begins <= call.started < one.stretch.ends]
        here = [wait_of(call) for call in within if call.outcome == "person"]
        if one.shows("queue.answered") is None:
            hidden += 1
        else:
            waited, taken = waited + sum(here), taken + len(here)
        reached = Counter(step for call in within for step in steps_of(call))
        reached |= {"calls": len(within), "ways": reached["letter-code"] + reached["student-number"]}
        assert one.road == {place: reached[place] for place in one.road}
    assert value(BY_ID["speed_of_answer"], figures) == Value(waited, taken, len(figures), hidden)
    assert 0 < hidden < len(figures)
    assert value(BY_ID["handle_time"], figures).rate == 120
    assert value(BY_ID["occupancy"], figures).rate == 0.75


def the_slices_are_those_that_were_noted(report: Report, slices: list[Figures], noted: list[naive.Call]) -> None:
    assert len(slices) > 1
    for one, table in product(slices, (report.languages, ROLES, CHANNELS, OUTCOMES)):
        within = [call for call in noted if one.stretch.begins <= call.started < one.stretch.ends]
        leaves = table.sorted_in(Counter(getattr(call, table.id) or "none" for call in within))
        assert one.stretch.calls == len(within)
        assert one.tables[table.id].items() <= table.tree.counts(leaves).items()


@pytest.fixture
def busy_days(desk: Desk, call_log: CallLog) -> Sequence[datetime]:
    """Two days of 120 calls, one at each of these moments; they are settled, and the second is still sealed."""
    days = [BEGINS, BEGINS + timedelta(days=1)]
    with desk.database.write() as session:
        for day in days:
            for _ in range(120):
                call_log.record(session, 1, EndedToday("en", "self", day, "person"))
            desk.clock.advance(timedelta(days=1))
    return days


def test_callbacks_are_told_when_nothing_more_can_become_of_them(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    with desk.database.write() as session:
        for what in ("arranged", "kept") * 12:
            count_callback(session, 1, what, day=busy_days[0].date())
    desk.clock.advance(timedelta(days=43))
    assert read(desk, call_log)[0].tables["callback"] == {}
    desk.clock.advance(timedelta(days=1))
    told = read(desk, call_log)[0]
    assert told.tables["callback"] == {"arranged": 12}, "that all were kept tells of each of them"


def test_questions_are_counted_by_their_day(desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]) -> None:
    gaps = Gaps(StoppedClock(busy_days[1]))
    with desk.database.write() as session:
        for letter in "abcdefghijkl":
            gaps.note(session, incident_id=1, language="en", asked=f"What is {letter}?")
    assert [one.shows("question.questions") for one in read(desk, call_log)] == [None, 12]


def test_answers_belong_to_the_stretch_in_which_they_became_readable(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    at_last = day_begins(date(2019, 10, 29), ZONE) - timedelta(minutes=15)
    answers = [Tallied(at_last, {"MATCH": 20, "NO_MATCH": 30}), Tallied(busy_days[1], {"MATCH": 12})]
    first, second = read(desk, call_log, answers=answers)
    assert first.tables["answer"] == {"checks": 50, "MATCH": 20, "not_MATCH": 30}
    assert second.tables["answer"] == {"checks": 12}


def test_a_range_is_of_the_stretches_that_end_in_it_and_only_they_are_cut(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    reports = Reports(call_log, desk.clock)
    with desk.database.snapshot() as session:
        report = reports.open(session, 1)
        days = [reports.figures(session, report, day, day) for day in (FIRST, FIRST + timedelta(days=1))]
        assert [[one.stretch.begins for one in told] for told in days] == [
            [day_begins(at.astimezone(ZONE).date(), ZONE)] for at in busy_days
        ]
        assert reports.figures(session, report, FIRST + timedelta(days=2), date(2020, 1, 1)) == []
        with pytest.raises(ValueError, match="none of the stretches"):
            reports.slices(session, report, Stretch(busy_days[0], busy_days[0] + timedelta(hours=1), 120))


def test_a_day_that_is_written_while_it_is_read_is_counted_once(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    reports = Reports(call_log, desk.clock)
    with desk.database.snapshot() as session:
        report = reports.open(session, 1)
        with desk.database.write() as another:  # which writes the rows of the day that is still sealed
            call_log.record(another, 1, EndedToday("en", "self", desk.clock.now(), "person"))
        told = reports.figures(session, report, FIRST, report.timeline.until)
    assert [one.tables["role"]["calls"] for one in told] == [120, 120] == [one.stretch.calls for one in told]
    assert [one.tables["role"]["calls"] for one in read(desk, call_log)] == [120, 120]


def test_whoever_keeps_reading_is_told_of_calls_that_were_swept_days_after_they_began(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    reports = Reports(call_log, desk.clock)
    assert [one.stretch.calls for one in read(desk, call_log, of=reports)] == [120, 120]
    with desk.database.write() as session:
        for _ in range(11):
            call = naive.Call(busy_days[0], "en", "self", "telephone", "abandoned")
            call_log.record(session, 1, EndedToday(call.language, call.role, call.started, call.outcome))
            leaves_traces(session, call)
    for told in (read(desk, call_log, of=reports), read(desk, call_log, of=reports), read(desk, call_log)):
        assert [one.stretch.calls for one in told] == [131, 120]
        assert [one.tables["queue"].get("offered") for one in told] == [11, None]


def test_whoever_keeps_reading_is_told_what_is_counted_after_a_day_is_over(
    desk: Desk, call_log: CallLog, busy_days: Sequence[datetime]
) -> None:
    reports = Reports(call_log, desk.clock)
    assert [one.shows("question.questions") for one in read(desk, call_log, of=reports)] == [None, None]
    gaps = Gaps(StoppedClock(busy_days[0]))
    with desk.database.write() as session:
        for letter in "abcdefghijkl":
            gaps.note(session, incident_id=1, language="en", asked=f"What is {letter}?")
    assert [one.shows("question.questions") for one in read(desk, call_log, of=reports)] == [12, None]


def test_whoever_keeps_reading_is_told_of_a_new_language(desk: Desk, call_log: CallLog) -> None:
    with desk.database.write() as session:
        for language in ("en", "es", "vi") * 40:
            call_log.record(session, 1, EndedToday(language, "self", BEGINS, "person"))
    desk.clock.advance(timedelta(days=2))
    reports = Reports(call_log, desk.clock)
    (before,) = read(desk, call_log, of=reports)
    assert [before.shows(f"language.{part}") for part in ("en", "es", "vi", "other")] == [40, 40, None, 40]
    with_vietnamese = replace(desk.incident.content, languages=("en", "es", "vi"))
    desk.applies(with_vietnamese)
    (after,) = read(desk, call_log, of=reports)
    assert [after.shows(f"language.{part}") for part in ("en", "es", "vi", "other")] == [40, 40, None, None]


def test_reports_are_read_in_a_snapshot_only(desk: Desk, call_log: CallLog) -> None:
    with desk.database.read() as session, pytest.raises(ValueError, match="one snapshot"):
        Reports(call_log, desk.clock).open(session, 1)


def test_an_incident_without_calls_shows_nothing(desk: Desk, call_log: CallLog) -> None:
    desk.clock.advance(timedelta(days=3))
    assert read(desk, call_log) == []


def read(desk: Desk, call_log: CallLog, *, answers: Sequence[Tallied] = (), of: Reports | None = None) -> list[Figures]:
    reports = of or Reports(call_log, desk.clock)
    with desk.database.snapshot() as session:
        report = reports.open(session, 1)
        return reports.figures(session, report, FIRST, report.timeline.until, answers=answers)
