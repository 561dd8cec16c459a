"""Record: the caller speaks after a beep, until silence, a key, or the longest that is wanted.

It must not know where a recording is kept, nor what an application does with it.
"""

import secrets
from collections.abc import Generator
from dataclasses import replace

from carrier.archive import Recording
from carrier.clock import Clock
from carrier.documents import Record
from carrier.legs.events import Heard, Tell, Utterance, Wait
from carrier.legs.interruptions import HungUp

BEEP = 1.0


class Taking:
    """One Record, while it lasts. ended_by: the key that ended it, "hangup", or nothing."""

    def __init__(self, record: Record, call_sid: str, clock: Clock, tell: Tell) -> None:
        self.ended_by = ""
        self._record = record
        self._call_sid = call_sid
        self._clock = clock
        self._tell = tell
        self._began_at = clock.now()
        self._spoken_until = 0.0

    def run(self) -> Generator[Wait, Heard, None]:
        """Beep and record; ended_by is known afterwards, also when the caller hangs up."""
        if self._record.play_beep:
            yield Wait(BEEP)
        self._began_at = self._clock.now()
        self._tell("recording")
        try:
            yield from self._listen()
        except HungUp:
            self.ended_by = "hangup"
            raise

    def _listen(self) -> Generator[Wait, Heard, None]:
        open_ear = Wait(0, hears_keys=True, settled=True, hears_speech=True)
        while (left := self._record.max_length - self._seconds()) > 0:
            heard = yield replace(open_ear, seconds=min(self._record.timeout, left))
            if isinstance(heard, Utterance):
                self._tell("said", heard.text)
                heard = yield Wait(min(heard.seconds, left), hears_keys=True)
                self._spoken_until = self._seconds()
                if heard is None:
                    continue
            if heard is None or str(heard) in self._record.finish_on_key:
                self.ended_by = str(heard or "")
                return

    def _seconds(self) -> float:
        return (self._clock.now() - self._began_at).total_seconds()

    def recording(self) -> Recording | None:
        """Return what was recorded; nothing when the caller never spoke."""
        if self._spoken_until <= 0:
            return None
        seconds = self._spoken_until if self._record.trim else self._seconds()
        return Recording("RE" + secrets.token_hex(16), self._call_sid, self._began_at, max(1, round(seconds)))
