"""Gather: keys or words are waited for, and become the parameters of the next request.

Twilio's rules: the first that is heard decides between keys and words, the timeout starts after the prompts and anew
after each key, a finishing key is no digit. It must not know where the result goes.
"""

from collections.abc import Generator
from dataclasses import replace

from carrier.documents import Gather
from carrier.legs.events import Heard, Tell, Utterance, Wait
from carrier.legs.speaking import DEAF, Hearing, Speaker

Result = dict[str, str]


class Gathering:
    """One Gather."""

    def __init__(self, gather: Gather, speaker: Speaker, tell: Tell) -> None:
        self._gather = gather
        self._speaker = speaker
        self._tell = tell
        self._open = Wait(gather.timeout, gather.hears_keys, settled=True, hears_speech=gather.hears_speech)

    def run(self) -> Generator[Wait, Heard, Result | None]:
        """Return what the action is told, or None when the document goes on."""
        heard = yield from self._prompt()
        if heard is None:
            self._tell("listening", "words" if self._gather.hears_speech else "")
            heard = yield self._open
        if isinstance(heard, Utterance):
            return (yield from self._words(heard))
        digits, last = yield from self._keys(heard)
        if not digits and not self._gather.action_on_empty_result:
            return None
        return {"msg": "Gather End", "Digits": digits, "FinishedOnKey": last}

    def _prompt(self) -> Hearing:
        hears = self._open if self._gather.barge_in else DEAF
        for prompt in self._gather.prompts:
            heard = yield from self._speaker.utter(prompt, replace(hears, settled=False))
            if heard is not None:
                return heard
        return None

    def _keys(self, key: Heard) -> Generator[Wait, Heard, tuple[str, str]]:
        """Return the digits, and the key that finished them (empty when time or their number did)."""
        digits = ""
        while isinstance(key, str):
            self._tell("pressed", key)
            if key == self._gather.finish_on_key:
                return digits, key
            digits += key
            if len(digits) == self._gather.num_digits:
                break
            key = yield replace(self._open, hears_speech=False)
        return digits, ""

    def _words(self, utterance: Utterance) -> Generator[Wait, Heard, Result]:
        self._tell("said", utterance.text)
        yield Wait(utterance.seconds + self._gather.speech_timeout)
        sure = {} if utterance.confidence is None else {"Confidence": f"{utterance.confidence:.7f}"}
        return {"msg": "Gather End", "SpeechResult": utterance.text, **sure}
