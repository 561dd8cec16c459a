"""Speech → TwiML, through twilio's own classes.

Only this module, signature.py and telephone.py import Twilio's library; gate.py knows the names of its parameters.
It must not know the flow, nor what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr.words.speech import CallPerson, ComeBack, HangUp, Listen, Speech

LONGEST_SAY = 3000
HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>'
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response />'
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\w\.\w\.) (?=[\w¿¡\"«])")  # not after "p.m."


def document(speech: Speech) -> str:
    """The document for one turn. Its URLs are paths on this host, and carry the turn and nothing else."""
    response = VoiceResponse()
    match speech.then:
        case Listen() as listen:
            _listen(response, speech, listen)
        case CallPerson() as person:
            _say(response, speech)
            _dial(response, speech, person)
        case ComeBack(seconds):
            _say(response, speech)
            response.pause(length=seconds)
            response.redirect(_path(speech.step, speech.turn), method="POST")
        case HangUp():
            _say(response, speech)
            response.hangup()
    return str(response)


def _listen(response: VoiceResponse, speech: Speech, listen: Listen) -> None:
    # An entry has no numDigits: its length would end it before the caller can press a lone 0, 9 or *.
    keys = {} if listen.keys is None else {"num_digits": listen.keys}
    gather = Gather(
        input="dtmf",
        action=_path(speech.step, speech.turn),
        method="POST",
        timeout=listen.timeout,
        finish_on_key="#",
        **keys,
    )
    _say(gather, speech)
    response.append(gather)
    # Silence falls through to here, and is counted there.
    response.redirect(_path("silence", speech.turn), method="POST")


def _dial(response: VoiceResponse, speech: Speech, person: CallPerson) -> None:
    if person.farewell:
        response.append(Dial(person.number, timeout=person.timeout))
        _say(response, replace(speech, passages=person.farewell))
        response.hangup()
        return
    response.append(Dial(person.number, action=_path(speech.step, speech.turn), method="POST", timeout=person.timeout))


def _say(verb: VoiceResponse | Gather, speech: Speech) -> None:
    """The passages in order: recordings played, words said; with a silence between sentences where it is wanted."""
    for place, passage in enumerate(speech.passages):
        if place and speech.pause:
            verb.pause(length=speech.pause)
        if passage.recording:
            verb.play(passage.recording)
            continue
        for part, words in enumerate(_sentences(passage.words) if speech.pause else _breaths(passage.words)):
            if part and speech.pause:
                verb.pause(length=speech.pause)
            verb.say(words, voice=passage.voice, language=passage.code)


def _sentences(words: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(words):
        yield from _breaths(sentence)


def _breaths(words: str) -> Iterator[str]:
    """`words` in pieces that a voice accepts, cut between sentences (between words, or letters, where it must be)."""
    while len(words) > LONGEST_SAY:
        ends = [end.start() for end in _SENTENCE_END.finditer(words, 0, LONGEST_SAY)]
        cut = ends[-1] if ends else words.rfind(" ", 0, LONGEST_SAY)
        cut = cut if cut > 0 else LONGEST_SAY
        yield words[:cut]
        words = words[cut:].lstrip()
    yield words


def _path(step: str, turn: int) -> str:
    return f"/ivr/{step}?turn={turn}"
