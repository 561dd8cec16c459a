"""A callback: somebody who wants to be rung back, as a frozen value small enough to be sealed into one row.

Must not know: where it is kept, which call it came from, what was asked and what was told.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from hotline.followups.consent import Consent
from hotline.followups.windows import Window, may_ring
from hotline.incidents import Content

MOST_TRIES = 3
BETWEEN_TRIES = timedelta(hours=2)
_AS_BEFORE = timedelta(hours=1)  # every window of an earlier version


class CallbackState(StrEnum):
    """WAITING until its window begins or the next try is due, then QUEUED: in the line, or just being rung."""

    WAITING = "waiting"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A callback as a caller wants it.

    `window` is the id of one that is offered in `zone` (the line's), or empty: as soon as people answer and the number
    may be rung. `wording` is the id of the words to which they agreed (`followups.wording`). Without a `phrase` none is
    made: whoever has left a message was told none.
    """

    incident_id: int
    number: str = field(repr=False)
    language: str
    role: str
    window: str
    zone: str
    wording: str = ""
    phrase: bool = True


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that is arranged.

    `number` is E.164. `phrase` are four digits that the caller was told, and whoever rings says them first; empty for
    somebody who has left a message. It was rung `tries` times; before `not_before` it is not rung again. `in_time`:
    whether it was first rung before its window's end; None until then.
    """

    id: bytes
    incident_id: int
    number: str = field(repr=False)
    phrase: str = field(repr=False)
    language: str
    role: str
    window: Window
    created_at: datetime
    zone: str
    consent: Consent
    not_before: datetime
    state: CallbackState = CallbackState.WAITING
    tries: int = 0
    in_time: bool | None = None

    def due(self, content: Content, *, at: datetime) -> bool:
        """Whether it is time to put it into the line: it waits, its hour has come, and people answer.

        An hour that an agent chose holds whether the line is open in it or not.
        """
        if self.state is not CallbackState.WAITING or at < self.not_before:
            return False
        chosen = self.consent.channel == "desk" and self.tries == 0 and at < self.window.ends
        return (chosen or content.is_open(at)) and may_ring(self.number, self.zone, at=at)

    def rung(self, at: datetime) -> "Callback":
        """The callback while it is being rung."""
        in_time = at <= self.window.ends if self.in_time is None else self.in_time
        return replace(self, tries=self.tries + 1, in_time=in_time)

    def again(self, not_before: datetime) -> "Callback":
        """The callback while it waits for another try."""
        return replace(self, state=CallbackState.WAITING, not_before=not_before)

    def to_json(self) -> bytes:
        """All but its id, incident and state, which its row says."""
        kept: dict[str, Any] = {name: getattr(self, name) for name in _WORDS}
        moments = {name: int(moment.timestamp()) for name, moment in self._moments().items()}
        agreed = {"wording": self.consent.wording, "channel": self.consent.channel, "spoken": self.consent.language}
        return json.dumps({**kept, **moments, **agreed}, separators=(",", ":")).encode()

    def _moments(self) -> dict[str, datetime]:
        window = {"begins": self.window.begins, "ends": self.window.ends}
        return {**window, "created": self.created_at, "not_before": self.not_before, "agreed": self.consent.at}

    @classmethod
    def from_json(cls, written: bytes, id_: bytes, *, incident_id: int, state: str) -> "Callback":
        """What `to_json` wrote, or an earlier version did."""
        kept = json.loads(written)
        there = ZoneInfo(kept["zone"])
        begins, created = datetime.fromtimestamp(kept["begins"], there), datetime.fromtimestamp(kept["created"], UTC)
        ends = datetime.fromtimestamp(kept["ends"], there) if "ends" in kept else begins + _AS_BEFORE
        return cls(
            id_,
            incident_id,
            window=Window(begins, ends),
            created_at=created,
            consent=_consent(kept),
            not_before=datetime.fromtimestamp(kept.get("not_before", kept["begins"]), UTC),
            state=CallbackState(state),
            **{name: kept.get(name, first) for name, first in _WORDS.items()},
        )


_WORDS: dict[str, Any] = {
    "number": "",
    "phrase": "",
    "language": "",
    "role": "",
    "zone": "",
    "tries": 0,
    "in_time": None,
}


def _consent(kept: dict[str, Any]) -> Consent:
    at = datetime.fromtimestamp(kept.get("agreed", kept["created"]), UTC)
    return Consent(at, kept.get("wording", ""), kept.get("spoken", kept["language"]), kept.get("channel", "desk"))
