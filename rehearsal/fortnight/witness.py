"""What the network itself has seen of each call, whatever the line says of it: when it began, and how it ended.

Read from the documents that were performed and from what was heard, never from the line's database. Must not know: the
line's own records.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise, takewhile
from urllib.parse import urlsplit

from carrier import Call, Carrier, Exchange
from hotline.clock import minute
from ivr.words import prompts

LISTENS = re.compile(r"<(?:Gather|Record|Enqueue)[^>]*? action=\"([^\"]+)\"")
QUEUE = re.compile(r"<Enqueue[^>]*>([^<]+)</Enqueue>")
MEETS = re.compile(r">(agent|colleague)-[0-9-]+<")
TOPICS = {"what-happened", "what-to-do", "none-came", "moved", "for-another", "died", "hours"}
KEEPS_PLACE = {"queue", "same-number", "number", "number-back"}
WAYS = {"": "abandoned", "goodbye": "abandoned", "promised": "to_callback", "message": "to_voicemail"}
IN_LINE = KEEPS_PLACE | {"with-agent"}
TOLD = ("match", "no_match", "cannot_tell", "may_not_tell")


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a caller: the minute in which it began, the steps in order, and how it ended."""

    began: datetime
    steps: tuple[str, ...]
    outcome: str

    @property
    def ways(self) -> Counter[str]:
        """How often the caller was in the line, by the way out of it: the names of the line's own totals, or `menu`."""
        return Counter(
            "answered" if "with-agent" in visit else WAYS.get(after, "menu")
            for visit, after in self._visits()
            if "queue" in visit
        )

    @property
    def handed_over(self) -> int:
        """How often the caller was sent to an agent."""
        return sum(step == "with-agent" for step in self.steps)

    def _visits(self) -> Iterator[tuple[Sequence[str], str]]:
        """The steps of each time in the line, and the step after it, empty where the call was over."""
        visit: list[str] = []
        for step in (*self.steps, ""):
            if step in IN_LINE:
                visit.append(step)
            elif visit:
                yield visit, step
                visit = []

    @property
    def promised(self) -> int:
        """How many callbacks were arranged."""
        return sum(step == "promised" for step in self.steps)


def calls_of(carrier: Carrier) -> list[Seen]:
    """Every call that came in."""
    return [seen(call) for call in carrier.calls if call.leg.parties.direction == "inbound"]


def called_back(carrier: Carrier) -> list[Seen]:
    """The calls to callers who were rung back, picked up, and came to an agent."""
    made = [call for call in carrier.calls if call.leg.parties.direction == "outbound-api"]
    picked_up = [call for call in made if call.leg.parties.line.startswith("+") and call.leg.times.answered]
    return [one for one in (seen(call, from_answer=True) for call in picked_up) if one.handed_over]


def taken(carrier: Carrier) -> int:
    """How often an agent took a call: telephones that were sent to a caller, but for colleagues who were handed one."""
    legs = [call for call in carrier.calls if call.leg.parties.line.startswith("client:")]
    return sum(_meets(call)[:1] == ["agent"] for call in legs)


def _meets(call: Call) -> list[str]:
    """Whom a telephone is sent to, in order: `agent` for the agent's own caller, `colleague` for another agent."""
    found = (MEETS.search(sent.body) for sent in call.transcript)
    return [meets[1] for meets in found if meets]


def seen(call: Call, *, from_answer: bool = False) -> Seen:
    """What the network has seen of a call; it began when it was made, or when it was picked up."""
    steps = tuple(_steps(call.transcript))
    began = call.leg.times.answered if from_answer else call.leg.times.created
    return Seen(minute(began or call.leg.times.created), steps, _outcome(call, steps))


def rung_at_once(carrier: Carrier) -> list[str]:
    """The agents' telephones that were rung while they rang or were in a call."""
    legs = [call.leg for call in carrier.calls if call.leg.parties.line.startswith("client:")]
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


def _outcome(call: Call, steps: Sequence[str]) -> str:
    if "with-agent" in steps:
        return "person"
    if "promised" in steps:
        return "callback"
    if any(event.name == "recorded" for event in call.events):
        return "voicemail"
    if "queue" in last_visit(steps):
        return "abandoned"
    if _was_told(call):
        return "self_service"
    return "information" if TOPICS & set(steps) else "menu"


def last_visit(steps: Sequence[str]) -> Sequence[str]:
    """The steps in the line with which a call ended; none where it ended elsewhere."""
    return tuple(takewhile(lambda step: step in IN_LINE, reversed(steps)))


def _steps(transcript: Sequence[Exchange]) -> Iterator[str]:
    """The steps in order, each as the document of it says where its keys go."""
    before = ""
    for sent in transcript:
        found = LISTENS.findall(sent.body)
        step = urlsplit(found[0]).path.rpartition("/")[2] if found else ""
        step = "queue" if step == "waiting-key" else step
        queue = QUEUE.search(sent.body)
        if queue is not None:
            step = "queue" if queue[1].startswith("waiting-") else "with-agent"
        if step and step != before:
            before = step
            yield step


def _was_told(call: Call) -> bool:
    heard = " ".join(spoken.text for spoken in call.said)
    return any(sentence in heard for sentence in _answers())


@cache
def _answers() -> tuple[str, ...]:
    sheets = prompts.load().values()
    return tuple(sheet.prompt(f"answer.{name}").words for sheet in sheets for name in TOLD)
