"""What an agent's telephone is told: a pure function of what is so now, in the agent's own language.

Callers' documents carry a turn; these carry an offer, have queues for verbs, and say what is so when they are asked
for, so a repeat or a late request does no harm. So they are made here with Twilio's classes, and not in twiml.py. It
must not know how it came about that it is so.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.queue import LegNow, Purpose, agent_queue, colleague_queue
from ivr.words.prompts import Sheet
from ivr.words.speech import Passage

ASKED = 2  # times; then nobody is there, or a machine
LISTENS = 5  # seconds
CODE_DIGITS = 4
CODE_LISTENS = 15
CODE_ASKED = 3  # times
READING_LISTENS = 10
LONGEST_SAY = 3000  # characters
WAITS = 5  # seconds at a queue to which nobody comes
LOOKS_AGAIN = 10  # seconds of silence: so late is noticed what the switchboard could not tell
BREATH = 1
PATIENT = 9  # times that a telephone which can't be told anything asks again


@dataclass(frozen=True, slots=True)
class Telephone:
    """Who is told: the telephone that rang for `offer`.

    `sheets` are in the agent's language; one in every language, where nothing can be read of the agent.
    """

    offer: str
    sheets: tuple[Sheet, ...]

    def prompts(self, *keys: str) -> Iterator[Passage]:
        """These prompts in the agent's language; in each language all of them, where it is not known."""
        return (sheet.prompt(key) for sheet in self.sheets for key in keys)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked what is so: for the `time`-th time, with words about it (`says`), after a key (`takes`).

    `pause`: somebody has just gone, or did not come, so it is not asked for them again at once.
    """

    time: int = 1
    says: bool = True
    takes: bool = False
    pause: bool = False


def now(leg: LegNow, to: Telephone, moment: Moment) -> str:
    """What is so now for this telephone."""
    match leg.what:
        case "ask":
            said = whisper(leg, to, time=moment.time)
        case "connect" | "consult":
            said = connected(leg, to, says=_thanks(leg) if moment.takes else "", pause=moment.pause)
        case "held":
            said = silence(to, says="agent.on_hold" if moment.says else "")
        case "unreached":
            said = silence(to, says="agent.not_reached" if moment.says else "")
        case "consult_wait":
            said = waits_for_colleague(leg, to)
        case _:
            said = farewell(to, "agent.over")
    return said


def whisper(leg: LegNow, to: Telephone, *, time: int) -> str:
    """Who calls, and which key takes the call; the last words, where it was asked too often."""
    if time > ASKED:
        return farewell(to, "agent.later")
    words = _who_calls(leg, to.sheets[0]) if time == 1 else ("agent.again",)
    response = VoiceResponse()
    _gather(response, to.prompts(*words), action=_path("agent/key", to, time), keys=1, listens=LISTENS)
    response.redirect(_path("agent/silence", to, time), method="POST")
    return str(response)


def connected(leg: LegNow, to: Telephone, *, says: str, pause: bool) -> str:
    """The caller, or the colleague who asks for help with one, from the queue to which they come."""
    response = VoiceResponse()
    _say(response, to.prompts(says) if says else ())
    if pause:  # a queue that was never used is not waited at, and would be asked for again at once
        response.pause(length=BREATH)
    dial = Dial(action=_path("agent/dialled", to), method="POST", timeout=WAITS)
    dial.queue(queue_of(leg))
    response.append(dial)
    return str(response)


def silence(to: Telephone, *, says: str = "", time: int = 1, route: str = "agent/again") -> str:
    """A silence, after the words `says` where there are any; then it is asked again what is so."""
    response = VoiceResponse()
    _say(response, to.prompts(says) if says else ())
    response.pause(length=LOOKS_AGAIN)
    response.redirect(_path(route, to, time), method="POST")
    return str(response)


def waits_for_colleague(leg: LegNow, to: Telephone) -> str:
    """The agent who asks a colleague for help waits where the colleague comes."""
    response = VoiceResponse()
    response.enqueue(
        colleague_queue(leg.agent),
        action=_path("agent/dialled", to),
        method="POST",
        wait_url=_path("agent/waiting", to),
        wait_url_method="POST",
    )
    return str(response)


def colleague_is_rung(to: Telephone, *, time: int) -> str:
    """While the colleague's telephone rings; in the queue."""
    return silence(to, says="agent.colleague" if time == 1 else "", time=2, route="agent/waiting")


def leaves_the_queue() -> str:
    """Out of the queue, to what is so now."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def code(to: Telephone, *, says: str, time: int) -> str:
    """Listen for the code that shows whose telephone this is; the last words, where it was asked too often."""
    if time > CODE_ASKED:
        return farewell(to, "telephone.over")
    response = VoiceResponse()
    action = _path("check/key", to, time)
    _gather(response, to.prompts(says), action=action, keys=CODE_DIGITS, listens=CODE_LISTENS)
    response.redirect(_path("check/silence", to, time), method="POST")
    return str(response)


def offers_to_read(to: Telephone, *, time: int) -> str:
    """Whoever picked up presses 1 to have texts read to them: a machine presses nothing, and hears nothing."""
    if time > ASKED:
        return farewell(to, "agent.over")
    response = VoiceResponse()
    _gather(response, to.prompts("reading.ask"), action=_path("reading/key", to), keys=1, listens=READING_LISTENS)
    response.redirect(_path("reading/silence", to, time), method="POST")
    return str(response)


def reads(to: Telephone, texts: Iterable[Passage], *, goes_on: int = 0) -> str:
    """Texts one after another; then the part that `goes_on`, or, after the last one (0), what can be pressed."""
    response = VoiceResponse()
    for text in texts:
        for piece in textwrap.wrap(text.words, LONGEST_SAY):
            _say(response, (replace(text, words=piece),))
        response.pause(length=BREATH)
    if goes_on:
        response.redirect(_path("reading/next", to, goes_on), method="POST")
        return str(response)
    again = to.prompts("reading.again")
    _gather(response, again, action=_path("reading/key", to), keys=1, listens=READING_LISTENS)
    _say(response, to.prompts("agent.over"))
    response.hangup()
    return str(response)


def again_in_a_moment(to: Telephone, *, time: int, route: str, at_last: str) -> str:
    """Something went wrong here: a moment, and `route` again; the words `at_last`, where that was said too often."""
    if time >= PATIENT:
        return farewell(to, at_last)
    return silence(to, says="agent.one_moment" if time == 1 else "", time=time + 1, route=route)


def farewell(to: Telephone, says: str) -> str:
    """The last words, and the end."""
    response = VoiceResponse()
    _say(response, to.prompts(says))
    response.hangup()
    return str(response)


def queue_of(leg: LegNow) -> str:
    """To which queue whoever speaks with this agent comes: the caller, or the colleague who asks for help."""
    asks = leg.helps if leg.what == "consult" else None
    return agent_queue(leg.agent, leg.room) if asks is None else colleague_queue(asks)


def _thanks(leg: LegNow) -> str:
    return "agent.calling" if leg.purpose is Purpose.CALLBACK else "agent.taken"


def _who_calls(leg: LegNow, sheet: Sheet) -> Iterator[str]:
    yield {Purpose.CALLBACK: "agent.callback", Purpose.TRANSFER: "agent.transfer"}.get(leg.purpose, "agent.call")
    # Who has not said for whom they call is announced without it.
    yield from (key for key in (f"agent.in_{leg.language}", f"agent.role_{leg.role}") if key in sheet.prompts)
    yield "agent.take"


def _gather(response: VoiceResponse, words: Iterable[Passage], *, action: str, keys: int, listens: int) -> None:
    gather = Gather(input="dtmf", action=action, method="POST", timeout=listens, num_digits=keys, finish_on_key="#")
    _say(gather, words)
    response.append(gather)


def _say(verb: VoiceResponse | Gather, words: Iterable[Passage]) -> None:
    for passage in words:
        if passage.recording:
            verb.play(passage.recording)
        else:
            verb.say(passage.words, voice=passage.voice, language=passage.code)


def _path(route: str, to: Telephone, time: int = 1) -> str:
    again = f"&time={time}" if time > 1 else ""
    return f"/ivr/{route}?offer={to.offer}{again}"
