"""What the line says: words sentence by sentence, recordings that are fetched, tones, and silence.

It must not know what is done with a key that cuts it short.
"""

import wave
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from carrier.clock import Pace
from carrier.documents import AUDIO_TYPES, Pause, Play, Prompt, Say
from carrier.faults import DocumentFault
from carrier.legs.events import Heard, Spoken, Tell, Wait
from carrier.legs.speech import sentences
from carrier.wire import Courier

Hearing = Generator[Wait, Heard, Heard]
DEAF = Wait(0)
SECONDS_PER_TONE = 0.5


@dataclass(frozen=True, slots=True)
class Speaker:
    """The voice of one document. url: where the document came from, which relative addresses start from."""

    courier: Courier
    pace: Pace
    tell: Tell
    url: str

    def utter(self, prompt: Prompt, hears: Wait = DEAF) -> Hearing:
        """Say, play or pause; what is heard meanwhile cuts it short and is returned."""
        if isinstance(prompt, Pause):
            return (yield replace(hears, seconds=prompt.length))
        sounds = self._words(prompt) if isinstance(prompt, Say) else [self._recording(prompt)]
        for _ in range(prompt.loop):
            for spoken, seconds in sounds:
                self.tell("spoke", spoken=spoken)
                heard = yield replace(hears, seconds=seconds)
                if heard is not None:
                    return heard
        return None

    def _words(self, say: Say) -> list[tuple[Spoken, float]]:
        spoken = [Spoken(sentence, say.language, say.voice) for sentence in sentences(say.text)]
        return [(sentence, self.pace.spoken(sentence.text)) for sentence in spoken]

    def _recording(self, play: Play) -> tuple[Spoken, float]:
        if play.digits:
            return Spoken(f"[tones {play.digits}]", "", "tones"), SECONDS_PER_TONE * len(play.digits)
        url = urljoin(self.url, play.url)
        reply = self.courier.media(url)
        kind = reply.header("Content-Type").partition(";")[0].strip().lower()
        if kind not in AUDIO_TYPES:
            path = urlsplit(url).path or "/"
            raise DocumentFault(12300, f"{path} was to be played, and is {kind or 'of no type'}: no audio")
        return Spoken(f"[recording {play.url}]", "", "recording"), self._length(reply.body)

    def _length(self, body: bytes) -> float:
        """Return the seconds of a WAV file; any other recording is as long as the network's pace has it."""
        with suppress(wave.Error, EOFError), wave.open(BytesIO(body)) as file:
            return float(file.getnframes() / file.getframerate() / self.pace.speed)
        return self.pace.recording
