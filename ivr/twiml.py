"""Speech → TwiML, through twilio's own classes.

Of Twilio's library this needs the documents only; agents/documents.py makes those of agents.
It must not know the flow, nor what the words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from twilio.twiml.voice_response import Dial, Enqueue, Gather, VoiceResponse

from ivr.words.speech import (
    CallPerson,
    ComeBack,
    HangUp,
    JoinQueue,
    Listen,
    ListenInLine,
    Speech,
    TakeMessage,
    WaitInLine,
)

LONGEST_SAY = 3000
SILENCE_ENDS = 5  # seconds of silence that end a message
HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>'
LEAVE = '<?xml version="1.0" encoding="UTF-8"?><Response><Leave /></Response>'
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response />'
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\w\.\w\.) (?=[\w¿¡\"«])")  # not after "p.m."


def document(speech: Speech) -> str:
    """The document for one turn. Its URLs are paths on this host, and carry the turn and nothing else."""
    response = VoiceResponse()
    match speech.then:
        case Listen() | TakeMessage() | ListenInLine():
            _listen(response, speech)
        case _:
            _say(response, speech)
    _go_on(response, speech)
    return str(response)


def _go_on(response: VoiceResponse, speech: Speech) -> None:
    """What is done once all is said, or no key was pressed."""
    match speech.then:
        case Listen():
            # Silence falls through to here, and is counted there.
            response.redirect(_path("silence", speech.turn), method="POST")
        case CallPerson() as person:
            _dial(response, speech, person)
        case ComeBack(seconds):
            response.pause(length=seconds)
            response.redirect(_path(speech.step, speech.turn), method="POST")
        case HangUp():
            response.hangup()
        case _:
            _wait_for_person(response, speech)


def _wait_for_person(response: VoiceResponse, speech: Speech) -> None:
    match speech.then:
        case JoinQueue(queue):
            _join(response, speech, queue)
        case TakeMessage(longest):
            _record(response, speech, longest)
        case ListenInLine() | WaitInLine() as waiting:
            _wait(response, speech, waiting)


def _listen(response: VoiceResponse, speech: Speech) -> None:
    step, keys, timeout = _listening(speech)
    # An entry has no numDigits: its length would end it before the caller can press a lone 0, 9 or *.
    counted = {} if keys is None else {"num_digits": keys}
    action = _path(step, speech.turn)
    gather = Gather(input="dtmf", action=action, method="POST", timeout=timeout, finish_on_key="#", **counted)
    _say(gather, speech)
    response.append(gather)


def _listening(speech: Speech) -> tuple[str, int | None, int]:
    """Where keys are sent, how many are wanted, and how many seconds they are waited for."""
    match speech.then:
        case Listen(keys, timeout):
            return speech.step, keys, timeout
        case ListenInLine(timeout):
            return "waiting-key", 1, timeout
    return speech.step, 1, 1


def _join(response: VoiceResponse, speech: Speech, queue: str) -> None:
    action, wait_url = _path(speech.step, speech.turn), _path("waiting", speech.turn)
    response.append(Enqueue(queue, action=action, method="POST", wait_url=wait_url, wait_url_method="POST"))


def _record(response: VoiceResponse, speech: Speech, longest: int) -> None:
    action = _path("message-left", speech.turn)
    response.record(action=action, method="POST", max_length=longest, timeout=SILENCE_ENDS, finish_on_key="#")
    # A recording in which nobody speaks is none, and falls through to here.
    response.redirect(_path("silence", speech.turn), method="POST")


def _wait(response: VoiceResponse, speech: Speech, waiting: ListenInLine | WaitInLine) -> None:
    """At the end of a document the carrier asks for the first one again, by itself."""
    if isinstance(waiting, WaitInLine):
        response.pause(length=waiting.seconds)
    if waiting.then_quiet:
        response.redirect(_path("still-waiting", speech.turn), method="POST")


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
