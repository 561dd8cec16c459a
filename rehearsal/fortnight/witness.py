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
from itertools import pairwise
from urllib.parse import urlsplit

from carrier import Call, Carrier, Exchange
from hotline.clock import minute
from ivr.words import prompts

LISTENS = re.compile(r"<(?:Gather|Record|Enqueue)[^>]*? action=\"([^\"]+)\"")
QUEUE = re.compile(r"<Enqueue[^>]*>([^<]+)</Enqueue>")
TOPICS = {"what-happened", "what-to-do", "none-came", "moved", "for-another", "died", "hours"}
TOLD = ("match", "no_match", "cannot_tell", "may_not_tell")


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a caller: the minute in which it began, the steps in order, and how it ended."""

    began: datetime
    steps: tuple[str, ...]
    outcome: str
    joined: int
    connected: int
    promised: bool
    recorded: int


def calls_of(carrier: Carrier) -> list[Seen]:
    """Every call that came in."""
    return [seen(call) for call in carrier.calls if call.leg.parties.direction == "inbound"]


def called_back(carrier: Carrier) -> list[Call]:
    """The calls to callers who were rung back and picked up."""
    made = (call for call in carrier.calls if call.leg.parties.direction == "outbound-api")
    return [call for call in made if call.leg.parties.line.startswith("+") and call.leg.times.answered]


def seen(call: Call) -> Seen:
    """What the network has seen of a call."""
    steps = tuple(_steps(call.transcript))
    names = Counter(event.name for event in call.events)
    joined = sum("waiting-" in event.text for event in call.events if event.name == "queued")
    connected = names["connected"]
    promised = "promised" in steps
    return Seen(
        minute(call.leg.times.created),
        steps,
        _outcome(call, steps, connected=connected, promised=promised, recorded=names["recorded"]),
        joined,
        connected,
        promised,
        names["recorded"],
    )


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


def _outcome(call: Call, steps: Sequence[str], *, connected: int, promised: bool, recorded: int) -> str:
    if connected:
        return "person"
    if promised:
        return "callback"
    if recorded:
        return "voicemail"
    if steps and steps[-1] == "queue" and "queued" in [event.name for event in call.events[-4:]]:
        return "abandoned"
    if _was_told(call):
        return "self_service"
    return "information" if TOPICS & set(steps) else "menu"


def _steps(transcript: Sequence[Exchange]) -> Iterator[str]:
    """The steps in order, each as the document of it says where its keys go."""
    before = ""
    for sent in transcript:
        found = LISTENS.findall(sent.body)
        step = urlsplit(found[-1]).path.rpartition("/")[2] if found else ""
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
