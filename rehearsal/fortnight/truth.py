"""Every figure of the reports once more, counted call by call from what the network has seen and agents have done.

By the quarter in which a call began, and by the day (UTC). Shares no code with the reports but the names of what is
counted, and reads nothing that the line has written down. Must not know: what is shown of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from carrier import Carrier
from hotline.clock import minute
from rehearsal.fortnight.living import Lived
from rehearsal.fortnight.people.diary import Diary, Entry
from rehearsal.fortnight.promises import promises, spoke
from rehearsal.fortnight.ready import Span, spans
from rehearsal.fortnight.talks import Talk, talks
from rehearsal.fortnight.witness import Seen, Visit, by_the_clock, called_back, calls_of
from tests.hotline.reports.naive import Call

IN_TIME, SHORT = 60, 10  # seconds
RUN_ON = 11  # an agent's times are counted once so many calls are over
ROAD = {"menu", "role", "checking", "answer", "letter-code", "student-number", "last-name"}
Sums = Counter[tuple[str, date, str]]  # table, quarter or day, part
ELSEWHERE = {"to_callback": "callback", "to_voicemail": "voicemail", "menu": "menu"}


@dataclass
class Truth:
    """What there is to count: by table, quarter and part; by table, day and part.

    `answers` are checks in order; `beats` are the minutes in which the line's heart has beaten.
    """

    calls: list[Call] = field(default_factory=list)
    by_quarter: Sums = field(default_factory=Counter)
    by_day: Sums = field(default_factory=Counter)
    answers: list[tuple[datetime, str]] = field(default_factory=list)
    beats: list[datetime] = field(default_factory=list)


def truth(lived: Lived) -> Truth:
    """Count everything."""
    carrier, diary = lived.world.carrier, lived.diary
    promised = promises(carrier, diary)
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
    found.by_day.update(_of_the_desk(carrier, diary))
    found.by_day.update(("callback", one.at.date(), one.end) for one in promised)
    found.beats = sorted({minute(one.at) for one in diary.of("beat")})
    found.by_day.update({("letters", one.at.date(), "mailed"): int(one.word) for one in diary.of("mailed")})
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
    wrap_up: int = 0
    disposition: str = ""


def _of_the_desk(carrier: Carrier, diary: Diary) -> Sums:
    found, everybody = Sums(), talks(carrier)
    for login in {entry.login for entry in diary.of("available")}:
        closed = sorted(_closed(login, everybody, diary), key=lambda one: one.at)
        found.update(("disposition", one.began.date(), one.disposition) for one in closed if one.disposition)
        ready = list(spans(login, carrier, diary, everybody))
        before = datetime.min.replace(tzinfo=UTC)
        for number in range(RUN_ON, len(closed) + 1, RUN_ON):
            eleven = closed[number - RUN_ON : number]
            found.update(_of_eleven(eleven, [one for one in ready if before < one.ends <= eleven[-1].at]))
            before = eleven[-1].at
    return found


def _of_eleven(closed: Sequence[_Closed], ready: Sequence[Span]) -> Sums:
    """The times of eleven calls, on the day on which the last of them was over."""
    day = closed[-1].at.date()
    talk, wrap_up = sum(one.talk for one in closed), sum(one.wrap_up for one in closed)
    told = Sums({("timed", day, "timed_calls"): RUN_ON, ("occupied", day, "occupied_calls"): RUN_ON})
    told.update({("seconds", day, "talk"): talk, ("seconds", day, "wrap_up"): wrap_up})
    told["seconds", day, "busy"] = talk + wrap_up
    told["seconds", day, "ready"] = sum(by_the_clock(one.begins, one.ends) for one in ready)
    return told


def _closed(login: str, everybody: Sequence[Talk], diary: Diary) -> Iterator[_Closed]:
    """Each call of an agent: passed on, or finished by the agent."""
    own = [talk for talk in everybody if talk.login == login]
    for talk in own:
        if talk.passed_on:
            yield _Closed(talk.ended, talk.began, by_the_clock(talk.began, talk.ended))
    to_wrap_up = [(talk.began, talk.ended) for talk in own if not talk.passed_on]
    ended, finished = diary.of("ended", login), diary.of("finished", login)
    by_hand = [(took.at, _first(ended, took.at).at) for took in diary.of("took by hand", login)]
    for began, over in (*to_wrap_up, *by_hand):
        done = _first(finished, over)
        yield _Closed(done.at, began, by_the_clock(began, over), by_the_clock(over, done.at), done.word)


def _first(deeds: Sequence[Entry], since: datetime) -> Entry:
    return next(one for one in deeds if one.at >= since)
