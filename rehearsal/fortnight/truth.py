"""Every figure of the reports once more, counted call by call from what the network has seen and agents have done.

By the quarter in which a call began, and by the day (UTC). Shares no code with the reports but the names of what is
counted, and reads nothing that the line has written down. Must not know: what is shown of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from rehearsal.fortnight.living import Lived
from rehearsal.fortnight.people.diary import Diary, Entry
from rehearsal.fortnight.promises import promises, spoke
from rehearsal.fortnight.talks import Talk, passed_on, talks
from rehearsal.fortnight.witness import Seen, Visit, by_the_clock, called_back, calls_of
from tests.hotline.reports.naive import Call

IN_TIME, SHORT = 60, 10  # seconds
RUN_ON = 11  # an agent's times are counted once so many calls are over
ROAD = {"menu", "role", "checking", "answer", "letter-code", "student-number", "last-name"}
Sums = Counter[tuple[str, date, str]]  # table, quarter or day, part
ELSEWHERE = {"to_callback": "callback", "to_voicemail": "voicemail", "menu": "menu"}


@dataclass
class Truth:
    """What there is to count: by table, quarter and part; by table, day and part. `answers` are checks in order."""

    calls: list[Call] = field(default_factory=list)
    by_quarter: Sums = field(default_factory=Counter)
    by_day: Sums = field(default_factory=Counter)
    answers: list[tuple[datetime, str]] = field(default_factory=list)


def truth(lived: Lived) -> Truth:
    """Count everything."""
    carrier, diary = lived.world.carrier, lived.diary
    promised = promises(carrier)
    seen = [*calls_of(carrier), *called_back(carrier, spoke(promised))]
    found = Truth()
    for one in seen:
        found.calls.append(Call(one.began, one.said.language or "none", one.said.role, "telephone", one.outcome))
        found.by_quarter.update(_of_the_way(one))
    by_hand = [_by_hand(one) for one in diary.of("took by hand")]
    found.calls += by_hand
    found.by_quarter.update(cell for call in found.calls for cell in _of_a_call(call))
    spoken = [answer for one in seen for answer in one.answers]
    found.answers = sorted([*spoken, *((one.at, one.word) for one in diary.of("checked"))])
    found.by_day.update(_of_the_desk(talks(carrier), diary))
    found.by_day.update(("callback", one.at.date(), one.end) for one in promised)
    found.by_day.update(("question", one.at.date(), "questions") for one in diary.of("asked"))
    return found


def quarter_of(at: datetime) -> datetime:
    """The quarter of an hour in which a moment lies."""
    return datetime.fromtimestamp(int(at.timestamp()) // 900 * 900, UTC)


def closed_intervals(answers: Sequence[tuple[datetime, str]]) -> list[tuple[datetime, Counter[str]]]:
    """The tally's intervals: eleven checks or more with two answers or more, each with when the next one began."""
    closed: list[tuple[datetime, Counter[str]]] = []
    running, latest = Counter[str](), datetime.min.replace(tzinfo=UTC)
    for at, answer in answers:
        if running.total() >= RUN_ON and len(running) > 1 and quarter_of(at) > latest:
            closed.append((quarter_of(at), running))
            running = Counter()
        running[answer] += 1
        latest = quarter_of(at)
    return closed


def _by_hand(one: Entry) -> Call:
    language, _, role = one.word.partition(" ")
    return Call(one.at.replace(second=0, microsecond=0), language, role, "desk", "person")


def _of_a_call(call: Call) -> Iterator[tuple[str, datetime, str]]:
    at = quarter_of(call.started)
    yield "calls", at, "calls"
    for table in ("language", "role", "channel", "outcome"):
        yield table, at, getattr(call, table) or "none"


def _of_the_way(seen: Seen) -> Sums:
    """Where a call came by on its way through the menu, and its times in the line."""
    at, found = quarter_of(seen.began), Sums()
    found.update(("steps", at, step) for step in seen.steps if step in ROAD)
    for visit in seen.visits:
        found["queue", at, _leaf(visit)] += 1
        if visit.way in ("answered", "abandoned"):
            found["seconds", at, f"waited_{visit.way}"] += visit.seconds
    return found


def _leaf(visit: Visit) -> str:
    if visit.way == "answered":
        return "in_time" if visit.seconds <= IN_TIME else "later"
    if visit.way == "abandoned":
        return "short" if visit.seconds <= SHORT else "waited"
    return ELSEWHERE[visit.way]


@dataclass(frozen=True, slots=True)
class _Closed:
    """An agent's part in a call, once it is over for them: `at` is when nothing more was left to do."""

    at: datetime
    began: datetime
    talk: int
    wrap_up: int
    disposition: str = ""


def _of_the_desk(with_callers: Sequence[Talk], diary: Diary) -> Sums:
    found = Sums()
    for login in {entry.login for entry in diary.entries} | {talk.login for talk in with_callers}:
        closed = sorted(_closed(login, with_callers, diary), key=lambda one: one.at)
        found.update(("disposition", one.began.date(), one.disposition) for one in closed if one.disposition)
        for number in range(RUN_ON, len(closed) + 1, RUN_ON):
            eleven, day = closed[number - RUN_ON : number], closed[number - 1].at.date()
            found["timed", day, "timed_calls"] += RUN_ON
            found["seconds", day, "talk"] += sum(one.talk for one in eleven)
            found["seconds", day, "wrap_up"] += sum(one.wrap_up for one in eleven)
    return found


def _closed(login: str, everybody: Sequence[Talk], diary: Diary) -> Iterator[_Closed]:
    """Each call of an agent: passed on, or finished by the agent."""
    own = [talk for talk in everybody if talk.login == login]
    for talk in own:
        if passed_on(talk, everybody):
            yield _Closed(talk.ended, talk.began, by_the_clock(talk.began, talk.ended), 0)
    to_wrap_up = [(talk.began, talk.ended) for talk in own if not passed_on(talk, everybody)]
    ended, finished = diary.of("ended", login), diary.of("finished", login)
    by_hand = [(took.at, _first(ended, took.at).at) for took in diary.of("took by hand", login)]
    for began, over in (*to_wrap_up, *by_hand):
        done = _first(finished, over)
        yield _Closed(done.at, began, by_the_clock(began, over), by_the_clock(over, done.at), done.word)


def _first(deeds: Sequence[Entry], since: datetime) -> Entry:
    return next(one for one in deeds if one.at >= since)
