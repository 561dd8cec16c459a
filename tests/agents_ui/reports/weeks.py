"""Weeks of a made-up line as they lie in the sums of the database: busy days, quiet ones, and one on which nobody rang.

Must not know: what a report shows of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from hotline.availability import LineQuarter
from hotline.calls import Disposition, EndedToday, count_step
from hotline.calls.agent_days import AgentDay
from hotline.calls.counts import count_calls, interval_of
from hotline.calls.dispositions import count_disposition
from hotline.followups import Gaps
from hotline.followups.callback_counts import count as count_callback
from hotline.queue import QueueCount
from hotline.queue.counts import TOTALS
from hotline.totals import add_up
from lookup import AnswerName
from lookup.tally import Tally
from tests.agents_ui.desks import Office

ZONE = ZoneInfo("America/Chicago")
# How many calls on each day from the first whole one on: letters came on the third.
BUSY = (12, 40, 420, 390, 300, 22, 4, 260, 240, 210, 190, 150, 18, 0, 130, 140, 120, 95, 80, 9, 3, 70, 66, 50, 40, 30)
OUTCOMES = ("person", "self_service", "information", "menu", "abandoned", "callback", "voicemail", "fault")
OFTEN = (30, 38, 12, 10, 5, 3, 1, 1)


def weeks(office: Office, *, busy: Sequence[int] = BUSY) -> date:
    """Let the days pass; the last of them is over and settled then. Returns the first."""
    draw = random.Random(7)  # noqa: S311  the same weeks each time
    first = office.clock.now().astimezone(ZONE).date() + timedelta(days=1)
    for number, calls in enumerate(busy):
        a_day(office, draw, first + timedelta(days=number), calls)
    office.clock.advance(timedelta(hours=14))
    return first


def a_day(office: Office, draw: random.Random, day: date, calls: int) -> None:
    """All that is counted of a day, at its end."""
    came = sorted((made_up(draw, day) for _ in range(calls)), key=lambda call: call.started)
    midnight = datetime.combine(day + timedelta(days=1), time(), ZONE)
    with office.house.database.write() as session:
        count_calls(session, office.incident.id, came)
        leaves_steps(session, office, came)
        for call in came:
            leaves_traces(session, office, call)
        notes(session, office, day, calls // 30)
        was_ready(session, office, day)
    tallies(office, draw, came)
    office.clock.advance(max(timedelta(), midnight - office.clock.now()))


def made_up(draw: random.Random, day: date) -> EndedToday:
    """A call: most come in the morning."""
    minute = int(draw.triangular(7 * 60, 21 * 60, 10 * 60))
    outcome = draw.choices(OUTCOMES, OFTEN)[0]
    asked = outcome == "self_service" or draw.random() < 0.6
    return EndedToday(
        draw.choices(("en", "es", "vi", ""), (70, 26, 1, 3))[0],
        draw.choices(("self", "child", "other"), (30, 60, 10))[0] if asked else "",
        datetime.combine(day, time(minute // 60, minute % 60), ZONE),
        outcome,
        "desk" if outcome == "person" and draw.random() < 0.25 else "telephone",
    )


def leaves_steps(session: Session, office: Office, came: Sequence[EndedToday]) -> None:
    steps = Counter((interval_of(call.started), step) for call in came for step in steps_of(call))
    for (at, step), count in steps.items():
        for _ in range(count):
            count_step(session, incident_id=office.incident.id, step=step, at=at)


def steps_of(call: EndedToday) -> Iterator[str]:
    """Where a call came to in the menu."""
    if call.channel == "desk":
        return
    yield "menu"
    if call.role:
        yield "role"
        if call.outcome == "menu":
            return
        yield ("letter-code", "student-number")[call.started.minute % 3 == 0]
        if call.outcome in ("self_service", "person"):
            yield "checking"
    if call.outcome == "self_service":
        yield "answer"


def leaves_traces(session: Session, office: Office, call: EndedToday) -> None:
    """What the queue and the desk count of it."""
    here, day, wait = office.incident.id, call.started.date(), call.started.minute * 3 % 100
    queued = {
        "person": {"answered": 1, "answered_in_time": int(wait <= 60), "waited_answered": wait},
        "abandoned": {"abandoned": 1, "abandoned_short": int(wait <= 10), "waited_abandoned": wait},
        "callback": {"to_callback": 1},
        "voicemail": {"to_voicemail": 1},
    }.get(call.outcome)
    if queued:
        key = {"interval": interval_of(call.started), "incident_id": here}
        add_up(session, QueueCount, key, {**dict.fromkeys(TOTALS, 0), "offered": 1, **queued})
    if call.outcome == "person":
        choices = list(Disposition)
        count_disposition(session, here, disposition=choices[call.started.minute % len(choices)], day=day)
        agent = office.people["alma" if call.started.minute % 2 else "ben"].id
        times = {"calls": 0, "by_hand": 0, "checks": 0, "timed_calls": 1, "talk_seconds": 240, "wrap_up_seconds": 35}
        times["ready_seconds"] = 90 + call.started.minute
        add_up(session, AgentDay, {"day": day, "account_id": agent, "incident_id": here}, times)
    if call.outcome == "callback":
        count_callback(session, here, "arranged", day=day)
        count_callback(session, here, ("kept", "kept", "late", "unreached")[call.started.minute % 4], day=day)


def notes(session: Session, office: Office, day: date, count: int) -> None:
    """Questions that the desk can't answer."""
    gaps = Gaps(office.clock)
    for number in range(count):
        asked = f"Is there a meeting {'in the evening ' * (1 + number % 3)}for parents {'at school' * (number % 4)}?"
        gaps.note(session, incident_id=office.incident.id, language="en", asked=f"{asked} {chr(97 + number % 26)}")


def was_ready(session: Session, office: Office, day: date) -> None:
    """The line found itself ready all day but for an hour of each Wednesday."""
    midnight = datetime.combine(day, time(), ZONE).astimezone(UTC)
    quarters = [midnight + number * timedelta(minutes=15) for number in range(96)]
    away = range(8, 12) if day.weekday() == 2 else range(0)
    rows = [
        {"incident_id": office.incident.id, "interval": at, "minutes": 2**15 - 1}
        for number, at in enumerate(quarters)
        if number not in away
    ]
    session.execute(insert(LineQuarter), rows)


def tallies(office: Office, draw: random.Random, came: Sequence[EndedToday]) -> None:
    """The vault counts what was answered, each at its time."""
    tally = Tally(office.house.keyring, office.clock)
    answered = [call for call in came if call.outcome == "self_service"]
    with office.house.database.write() as session:
        for call in answered:
            office.clock.advance(max(timedelta(), call.started - office.clock.now()))
            answer = draw.choices(list(AnswerName), (52, 40, 5, 3))[0]
            row = tally.lock(session, office.incident.id)
            tally.write(session, row, answered=answer)
