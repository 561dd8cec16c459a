"""A crowd on the telephone: callers who listen, think, press keys and follow each document to the next, all at once.

Light enough for a thousand of them beside the line that is being measured: one thread, one coroutine a caller, and a
connection a request, as from a proxy that keeps none. Must not know: which server answers, and what it keeps.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.people.callers import Line
from carrier.documents import Dial, Gather, Pause, Place, Redirect, Say, Verb, read_document
from carrier.wire import signature

GIVES_UP = 15.0  # seconds, as Twilio does
REACTION = 1.0  # seconds from the last word to the first key
WORDS_A_SECOND = 2.5
TALKS = 20.0  # seconds with a person
HANG_UP = "hang up"
TOLD = ("MATCH", "NO_MATCH")
CURIOUS = ("2", "3", "4", "5")  # menu keys that check nothing


@dataclass(frozen=True, slots=True)
class Individual:
    """Somebody a caller asks about. `birth_date` as it is keyed; `listed` says whether the line should know them."""

    student_number: str
    birth_date: str
    letter_code: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """How an answer is recognised in what is heard: the sentences of each of the four, in every language."""

    answers: Mapping[str, Sequence[str]]

    def answer_in(self, heard: str) -> str:
        """MATCH, NO_MATCH, CANNOT_TELL, MAY_NOT_TELL, or "" where no answer is said."""
        for name, sentences in self.answers.items():
            if any(sentence in heard for sentence in sentences):
                return name
        return ""


@dataclass(slots=True)
class Seen:
    """What came of all requests, in seconds each, and of all answers."""

    plain: list[float] = field(default_factory=list)
    checking: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    moments: int = 0  # times that a caller heard "one moment"
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Whom they ring, whom they may ask about, by which keys a way of checking is chosen, and how fast they live."""

    line: Line
    listed: Sequence[Individual]
    strangers: Sequence[Individual]
    ways: Mapping[str, str]  # "letter_code" → the key that chooses it; empty where there is no choice
    words: Words
    seed: int
    speed: float = 1.0
    caller: Callable[..., Caller] | None = None  # made of a crowd, what is seen, and a number; as usual where None

    def somebody(self, chance: random.Random) -> Individual:
        """Whom a caller asks about: as often somebody on the list as somebody who is not."""
        return chance.choice(chance.choice((self.listed, self.strangers)))

    def rings_at_once(self, calls: int) -> Seen:
        """Every one of `calls` dials in the same moment, hears the first words, and hangs up."""
        seen = Seen()

        async def ring() -> None:
            await asyncio.gather(*(Caller(self, seen, one).only_dials() for one in range(calls)))

        asyncio.run(ring())
        return seen

    def calls_for(self, seconds: float, *, calls: int, ramp: float) -> Seen:
        """Keep `calls` in progress for `seconds` once all have dialled, which takes `ramp` seconds."""
        return self.calls_during(lambda: asyncio.sleep(seconds), calls=calls, ramp=ramp)

    def calls_during(self, work: Callable[[], Awaitable[object]], *, calls: int, ramp: float) -> Seen:
        """Keep `calls` in progress while `work` goes on, which begins once all have dialled."""
        return asyncio.run(self.keeps_calling(work, calls=calls, ramp=ramp))

    async def keeps_calling(self, work: Callable[[], Awaitable[object]], *, calls: int, ramp: float) -> Seen:
        """The same within an event loop in which others live too."""
        seen, began = Seen(), time.perf_counter()

        async def one(number: int) -> None:
            await asyncio.sleep(ramp * number / calls)
            again = 0
            while True:
                await (self.caller or Caller)(self, seen, number + calls * again).rings(counting_from=began + ramp)
                again += 1

        async def wait() -> None:
            await asyncio.sleep(ramp)
            await work()

        tasks = [asyncio.ensure_future(wait()), *(asyncio.ensure_future(one(number)) for number in range(calls))]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()
        return seen


class Caller:
    """One call of one caller."""

    def __init__(self, crowd: Crowd, seen: Seen, number: int) -> None:
        self._crowd, self._seen = crowd, seen
        self._random = random.Random(f"{crowd.seed} {number}")
        self.place: Place = "call"
        self._counting_from = 0.0
        self._individual = crowd.somebody(self._random)
        self._to_ask = self._random.choice((0, 1, 1, 1, 2, 3))  # individuals of this call
        self._curiosity = self._random.randrange(3) if self._to_ask else 3
        self._way = self._random.choice(tuple(crowd.ways))
        self._form = {
            "CallSid": f"CA{self._random.getrandbits(128):032x}",
            "AccountSid": crowd.line.account,
            "ApiVersion": "2010-04-01",
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "From": f"+1{self._random.randrange(2 * 10**9, 10**10):010d}",
            "To": crowd.line.number,
        }

    async def only_dials(self) -> None:
        """Dial, listen to the first words, hang up."""
        began = time.perf_counter()
        if await self._ask(self._crowd.line.first, CallStatus="ringing"):
            self._seen.first.append(time.perf_counter() - began)
            await self._hang_up()

    async def rings(self, *, counting_from: float) -> None:
        """A whole call."""
        self._counting_from = counting_from
        self._seen.calls += 1
        verbs = await self._ask(self._crowd.line.first, CallStatus="ringing")
        while verbs:
            verbs = await self._goes_on(verbs)
        await self._hang_up()

    async def _goes_on(self, verbs: tuple[Verb, ...]) -> tuple[Verb, ...]:
        """Listen to a document, act on it; the next one, none where the call is over."""
        for verb in verbs:
            match verb:
                case Gather():
                    keys = await self._listens(verb)
                    if keys:
                        return () if keys == HANG_UP else await self._ask(verb.action or "", Digits=keys)
                case Dial():
                    await self._passes(TALKS)
                    return await self._ask(verb.action, DialCallStatus="completed") if verb.action else ()
                case Redirect():
                    return await self._ask(verb.url)
                case _:
                    await self._passes(_seconds(verb))
        return ()

    async def _listens(self, gather: Gather) -> str:
        """Listen to the end; the keys that are pressed then, "" where none are."""
        await self._passes(sum(_seconds(prompt) for prompt in gather.prompts))
        keys = self._keys(_step(gather.action or ""))
        if keys != HANG_UP:
            keys = keys[: gather.num_digits]
        await self._passes(REACTION + 0.7 * len(keys) if keys else gather.timeout)
        return keys

    async def _passes(self, seconds: float) -> None:
        # Nobody speaks in step: a voice and its listener are up to a tenth faster or slower.
        await asyncio.sleep(seconds / self._crowd.speed * self._random.uniform(0.9, 1.1))

    def _keys(self, step: str) -> str:
        """What this caller presses at a step; "" is silence, and now and then it is."""
        if self._random.random() < 0.05:
            return self._random.choice(("", "9", "*"))  # no digit that could be part of an entry
        asked: Mapping[str, str | Callable[[], str]] = {
            "language": self._random.choice("12"),
            "role": self._random.choice("123"),
            "way": self._crowd.ways[self._way],
            "letter-code": self._individual.letter_code,
            "student-number": self._individual.student_number,
            "birth-date": self._individual.birth_date,
            "read-back": "1",
            "answer": self._after_answer,
            "menu": self._at_menu,
        }
        chosen = asked.get(step, "*")
        return chosen if isinstance(chosen, str) else chosen()

    def _at_menu(self) -> str:
        if self._curiosity:
            self._curiosity -= 1
            return self._random.choice(CURIOUS)
        return "1" if self._to_ask else HANG_UP

    def _after_answer(self) -> str:
        if not self._to_ask:
            return self._random.choice((HANG_UP, HANG_UP, HANG_UP, "0"))
        self._individual = self._crowd.somebody(self._random)
        return "1"

    async def _ask(self, path: str, **about: str) -> tuple[Verb, ...]:
        """The document that a request gets; none where there was an error, which is counted."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(GIVES_UP):  # wait_for can lose the end of a measurement that comes in just then
                body = await post(self._crowd.line, path, self._form | about)
            took = time.perf_counter() - began
            verbs = read_document(body, "text/xml", place=self.place)
        except Exception as fault:  # noqa: BLE001  whatever it is, a caller heard nothing
            self._seen.errors[type(fault).__name__] += 1
            return ()
        self._judge(path, verbs, took, counted=began >= self._counting_from)
        return verbs

    def _judge(self, path: str, verbs: tuple[Verb, ...], took: float, *, counted: bool) -> None:
        answer = self._crowd.words.answer_in(" ".join(_said(verbs)))
        checked = bool(answer) and _step(path) != "answer"
        self._seen.moments += any(isinstance(verb, Redirect) and _step(verb.url) == "checking" for verb in verbs)
        if counted:
            (self._seen.checking if checked else self._seen.plain).append(took)
        if answer and answer not in TOLD:
            self._seen.errors[answer] += 1  # nothing is wrong here, so nobody may hear that it is
        if checked:
            self._to_ask = max(0, self._to_ask - 1)
            self._seen.answers[answer] += 1
            self._seen.wrong += answer in TOLD and (answer == "MATCH") is not self._individual.listed

    async def _hang_up(self) -> None:
        try:
            async with asyncio.timeout(GIVES_UP):
                await post(self._crowd.line, "/ivr/status", self._form | {"CallStatus": "completed"})
        except Exception as fault:  # noqa: BLE001  counted, whatever it is
            self._seen.errors[f"at the end: {type(fault).__name__}"] += 1


async def post(line: Line, path: str, form: Mapping[str, str]) -> bytes:
    """The document that a signed request gets. RuntimeError for any other answer."""
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{line.port}\r\nConnection: close\r\n"
        f"X-Twilio-Signature: {signature(line.token, line.root + path, form)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    try:
        writer.write(head.encode() + body)
        received = await reader.read(-1)
    finally:
        writer.close()
    answer, _, document = received.partition(b"\r\n\r\n")
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"an answer that is none: {answer[:100]!r}")
    return document


def _said(verbs: Sequence[Verb]) -> list[str]:
    within = [prompt for verb in verbs if isinstance(verb, Gather) for prompt in verb.prompts]
    return [verb.text for verb in (*within, *verbs) if isinstance(verb, Say)]


def _seconds(verb: Verb) -> float:
    """How long a verb is heard."""
    match verb:
        case Say(text):
            return len(text.split()) / WORDS_A_SECOND
        case Pause(length):
            return length
    return 0.0


def _step(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]
