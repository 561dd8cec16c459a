"""What the network itself has seen of each call, whatever the line says of it: when it was where, and how it ended.

Read from the documents that were performed and from what was heard, never from the line's database. Must not know: the
line's own records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from carrier import Call, Carrier
from hotline.clock import minute
from rehearsal.fortnight.documents import Said, Stop, answers_told, said_in, stops_in

TOPICS = {"what-happened", "what-to-do", "none-came", "moved", "for-another", "died", "hours"}
KEEPS_PLACE = {"queue", "same-number", "number", "number-back"}
WAYS = {"": "abandoned", "goodbye": "abandoned", "promised": "to_callback", "message": "to_voicemail"}
IN_LINE = KEEPS_PLACE | {"with-agent"}
CLIENT = "client:"


@dataclass(frozen=True, slots=True)
class Visit:
    """One time in the line: the way out of it, by the line's own name or `menu`, and the seconds until then."""

    way: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a caller: the minute in which it began, where it was in order, and how it ended."""

    began: datetime
    ended: datetime
    stops: tuple[Stop, ...]
    outcome: str
    said: Said
    answers: tuple[tuple[datetime, str], ...] = field(default=(), repr=False)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that a document of this call has listened at."""
        return tuple(stop.step for stop in self.stops)

    @property
    def visits(self) -> list[Visit]:
        """Each time in the line."""
        return [self._visit(stops, after) for stops, after in self._times_in_line()]

    @property
    def ways(self) -> Counter[str]:
        """How often the caller was in the line, by the way out of it."""
        return Counter(visit.way for visit in self.visits)

    @property
    def handed_over(self) -> int:
        """How often the caller was sent to an agent."""
        return sum(step == "with-agent" for step in self.steps)

    @property
    def promised(self) -> Sequence[datetime]:
        """When callbacks were arranged."""
        return [stop.at for stop in self.stops if stop.step == "promised"]

    def _times_in_line(self) -> Iterator[tuple[Sequence[Stop], Stop]]:
        """The stops of each time in the line, and the one after it: nowhere, where the call was over."""
        visit: list[Stop] = []
        for stop in (*self.stops, Stop("", self.ended)):
            if stop.step in IN_LINE:
                visit.append(stop)
            elif visit:
                if "queue" in {one.step for one in visit}:
                    yield visit, stop
                visit = []

    @staticmethod
    def _visit(stops: Sequence[Stop], after: Stop) -> Visit:
        joined = next(one.at for one in stops if one.step == "queue")
        taken = next((one.at for one in stops if one.step == "with-agent"), None)
        if taken is not None:
            return Visit("answered", by_the_clock(joined, taken))
        return Visit(WAYS.get(after.step, "menu"), by_the_clock(joined, after.at))


def by_the_clock(first: datetime, then: datetime) -> int:
    """The seconds between two moments, read off a clock that shows whole ones."""
    return int(then.timestamp()) - int(first.timestamp())


def calls_of(carrier: Carrier) -> list[Seen]:
    """Every call that came in."""
    return [seen(call) for call in came_in(carrier)]


def came_in(carrier: Carrier) -> list[Call]:
    """Every call that came in, as the network has it."""
    return [call for call in carrier.calls if call.leg.parties.direction == "inbound"]


def rung_back(carrier: Carrier) -> list[Call]:
    """Every call that was made to a caller."""
    made = [call for call in carrier.calls if call.leg.parties.direction == "outbound-api"]
    return [call for call in made if call.leg.parties.line.startswith("+")]


def agents_telephones(carrier: Carrier) -> list[Call]:
    """Every call that was made to an agent."""
    return [call for call in carrier.calls if call.leg.parties.line.startswith(CLIENT)]


def login_of(call: Call) -> str:
    """Whose telephone it is; of no agent's, a number."""
    return call.leg.parties.line.removeprefix(CLIENT)


def called_back(carrier: Carrier, spoke: Mapping[str, Said] | None = None) -> list[Seen]:
    """The calls to callers who were rung back, picked up, and came to an agent.

    `spoke`: what each of them had said when they asked for it, by the network's id of the call.
    """
    picked_up = [call for call in rung_back(carrier) if call.leg.times.answered]
    all_of_them = [seen(call, said=(spoke or {}).get(call.sid, Said())) for call in picked_up]
    return [one for one in all_of_them if one.handed_over]


def seen(call: Call, *, said: Said | None = None) -> Seen:
    """What the network has seen of a call; where it was `said` before what is said in it, it began once picked up."""
    stops = tuple(stops_in(call.transcript))
    times, steps = call.leg.times, [stop.step for stop in stops]
    began = times.created if said is None else times.answered
    answers = tuple(answers_told(call.transcript))
    return Seen(
        minute(began or times.created),
        times.ended or times.created,
        stops,
        _outcome(call, steps, told=bool(answers)),
        said_in(call.transcript) if said is None else said,
        answers,
    )


def rung_at_once(carrier: Carrier) -> list[str]:
    """The agents' telephones that were rung while they rang or were in a call."""
    legs = [call.leg for call in agents_telephones(carrier)]
    by_address: dict[str, list[tuple[datetime, datetime]]] = {}
    for leg in legs:
        ended = leg.times.ended or leg.times.created + timedelta(days=1)
        by_address.setdefault(leg.parties.line, []).append((leg.times.created, ended))
    return [
        f"{address} at {later[0]}"
        for address, spans in by_address.items()
        for earlier, later in pairwise(sorted(spans))
        if later[0] < earlier[1]
    ]


def _outcome(call: Call, steps: Sequence[str], *, told: bool) -> str:
    if "with-agent" in steps:
        return "person"
    if "promised" in steps:
        return "callback"
    if any(event.name == "recorded" for event in call.events):
        return "voicemail"
    if "queue" in last_visit(steps):
        return "abandoned"
    if told:
        return "self_service"
    return "information" if TOPICS & set(steps) else "menu"


def last_visit(steps: Sequence[str]) -> Sequence[str]:
    """The steps in the line with which a call ended; none where it ended elsewhere."""
    return tuple(takewhile(lambda step: step in IN_LINE, reversed(steps)))
