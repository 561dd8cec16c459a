"""The supervisor's reports over a log of a million calls: each page over HTTP, and what one call more costs the line.

On SQLite and then on PostgreSQL. Pages are asked for one after the other against gunicorn as production has it. Must
not know: what a page shows.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import product

from bench.desk import enrolled, signed_in
from bench.figures import Figure
from bench.full_log import Size, fill
from bench.installation import Installation, installation
from bench.load import database_of, percentile
from bench.people.browsers import Browser
from bench.servers import server, serving
from hotline.calls import CallLog, EndedToday, count_menu_time, count_step
from hotline.calls.counts import interval_of
from hotline.queue.counts import TOTALS, QueueCount
from hotline.staff import Role
from hotline.totals import add_up

PAGE_AIM = 300.0  # ms
COST_AIM = 1.1
TOPICS = ("summary", "calls", "waiting", "menu", "callers", "answers", "desk")
STEPS = ("language", "menu", "role", "way", "student-number", "read-back", "birth-date", "checking", "answer", "queue")


@dataclass(frozen=True, slots=True)
class ReportsLoad:
    """How long the log is, how often each page is asked for, and how many calls are added."""

    size: Size = Size()  # noqa: RUF009  it is frozen
    times: int = 100
    added: int = 1500
    databases: tuple[str, ...] = ("sqlite", "postgresql")


def reports(asked: ReportsLoad) -> Iterator[Figure]:
    """The figures of the reports on each database."""
    for name in asked.databases:
        with ExitStack() as stack:
            url = stack.enter_context(database_of(name))
            on, line = stack.enter_context(server(**url))
            supervisor = enrolled(on, "supervisor", role=Role.SUPERVISOR)
            began = time.perf_counter()
            fill(on, asked.size)
            told = (
                f"{asked.size.calls:,} calls in {asked.size.days} days, written in {time.perf_counter() - began:,.0f} s"
            )
            with serving(on, line):
                (at_work,) = asyncio.run(signed_in(line, [supervisor], on.incident.id))
                yield from _pages(name, told, asyncio.run(_asked_for(at_work.browser, asked)))
            other = stack.enter_context(installation(**stack.enter_context(database_of(name))))
            yield _cost(name, asked, full=on, empty=other)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, and the seconds that each of its answers took."""

    path: str
    seconds: Sequence[float]


async def _asked_for(browser: Browser, asked: ReportsLoad) -> list[_Page]:
    """Every page, one after the other, `times` times: none is asked for twice in a row."""
    paths = [*_paths(asked.size)]
    seconds: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(asked.times):
        for path in paths:
            began = time.perf_counter()
            reply = await browser.opens(path)
            seconds[path].append(time.perf_counter() - began)
            if reply.status != HTTPStatus.OK:
                raise AssertionError(f"{path} was answered with {reply.status}")
    return [_Page(path, times) for path, times in seconds.items()]


def _paths(size: Size) -> Iterator[str]:
    """Every report as it is first shown, of a week in parts of days, of half a year by day, and of all there is."""
    last = datetime.now(UTC).date() - timedelta(days=2)
    week, half, first = (last - timedelta(days=days) for days in (6, 189, size.days))
    ranges = ("", f"?first={week}&last={last}&by=interval", f"?first={half}&last={last}&by=day")
    whole = (f"?first={first}&last={last}&by=week", f"?first={first}&last={last}&by=whole")
    yield from (f"/supervision/reports/{topic}{chosen}" for topic, chosen in product(TOPICS, (*ranges, *whole)))
    all_of_it = f"?first={first}&last={last}"
    yield from (
        f"/supervision/{room}" for room in (f"pack{all_of_it}", "forecast", "wallboard/now", "reports/definitions")
    )
    yield f"/supervision/reports/callers/languages-over-time.csv{all_of_it}&by=week"


def _pages(name: str, told: str, pages: Sequence[_Page]) -> Iterator[Figure]:
    slowest = sorted(pages, key=lambda page: percentile(page.seconds, 99), reverse=True)
    every = [one for page in pages for one in page.seconds]
    beside = f"{told}; {len(pages)} pages, {len(every):,} answers, p50 {percentile(every, 50) * 1000:.0f} ms"
    worst = "; ".join(f"{percentile(one.seconds, 50) * 1000:.0f} ms {one.path}" for one in slowest[:3])
    yield Figure(
        f"{name}: all reports, p99", percentile(every, 99) * 1000, PAGE_AIM, " ms", at_most=True, beside=beside
    )
    page = percentile(slowest[0].seconds, 99) * 1000
    yield Figure(f"{name}: the slowest report, p99", page, PAGE_AIM, " ms", at_most=True, beside=f"medians: {worst}")


def _cost(name: str, asked: ReportsLoad, *, full: Installation, empty: Installation) -> Figure:
    """What a call costs among all the others, by what it costs among none; the rows of days that are over too."""
    adding = {"full": _adding(full), "empty": _adding(empty)}
    spent = dict.fromkeys(adding, 0.0)
    for _ in range(asked.added):
        for which, add in adding.items():
            began = time.perf_counter()
            add()
            spent[which] += time.perf_counter() - began
    each = {which: seconds / asked.added * 1000 for which, seconds in spent.items()}
    beside = f"{each['full']:.2f} and {each['empty']:.2f} ms, mean of {asked.added:,} calls each, in turns"
    ratio = each["full"] / each["empty"]
    return Figure(f"{name}: a call more ÷ the first ones", ratio, COST_AIM, at_most=True, beside=beside)


def _adding(on: Installation) -> Callable[[], None]:
    """All that a call leaves in the log and its sums: a transaction for each step, and one for its end."""
    house, here = on.house, on.incident.id
    log = CallLog(house.keyring, house.clock)

    def add() -> None:
        began = house.clock.now()
        for step in STEPS:
            with house.database.write() as session:
                count_step(session, incident_id=here, step=step, at=began)
        with house.database.write() as session:
            key = {"interval": interval_of(began), "incident_id": here}
            add_up(session, QueueCount, key, {**dict.fromkeys(TOTALS, 0), "offered": 1, "answered": 1})
            log.record(session, here, EndedToday("en", "child", began, "person"))
            count_menu_time(session, incident_id=here, seconds=90, at=began)

    return add
