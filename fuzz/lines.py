"""Whole calls over HTTP to a real line under gunicorn, on a bad day of the network, the database and the workers.

What must hold: every document that the line gives is one, with status 200; nobody on the list ever hears a "no" and
nobody else a "yes"; nobody is hung up on without a goodbye; and each call is in the log exactly once, in the end.
Must not know: how the line works inside, beyond its files and processes.
"""

import os
import random
import re
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text

from bench.installation import Installation
from bench.load import known_words, prepared
from bench.people.callers import Line
from bench.people.crowd import HANG_UP, Individual, Words
from bench.servers import server, serving, workers_of
from carrier import Call, CallFailed, Carrier, HttpWire, Reply
from carrier.documents import Place, read_document
from carrier.wire import Faults, signature
from fuzz.stories import Failed, Failure
from hotline.calls.log import CallLog
from ivr.words import prompts

LISTED = 20
CALLERS = 6  # at once
MOST_TURNS = 40
KILLED_EVERY = 4.0  # seconds
LOCKED_FOR = (0.2, 1.0, 2.5)  # seconds; a request waits for two
STEP = re.compile(r"<Gather[^>]* action=\"/ivr/([a-z-]+)\?")
FAULTS: tuple[Mapping[str, object], ...] = (
    {},
    {"timeout": True},
    {"server_error": True},
    {"unreachable": True},
    {"retry": True},
    {"duplicates": 3},
    {"late": True},
    {"reorder": True},
    {"unknown_parameters": True, "anonymous": True},
    {"duplicates": 2, "late": True, "retry": True},
)
IN_A_QUEUE = ("/ivr/waiting", "/ivr/still-waiting", "/ivr/waiting-key")
PUBLIC = ("/ivr/incoming", "/ivr/status", "/ivr/fallback")


@dataclass(slots=True)
class Watching:
    """A wire that holds the rules of a document against every reply of the line itself, before anything befalls it."""

    wire: HttpWire
    broken: list[str] = field(default_factory=list)

    def __call__(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Reply:
        """Send one request and return what came back."""
        reply = self.wire(url, form, headers)
        path = urlsplit(url).path
        if reply.status != 200:
            self.broken.append(f"{path} was answered with {reply.status}")
        else:
            try:
                place: Place = "queue" if path in IN_A_QUEUE else "call"
                read_document(reply.body, reply.header("Content-Type"), place=place)
            except Exception as fault:  # noqa: BLE001  told with the story
                self.broken.append(f"{path}: {fault}")
        return reply


def try_lines(*, stories: int, seed: int, tell: Callable[[str], None]) -> list[Failure]:
    """Let so many calls go over one line, some at a time, on a day that gets no better."""
    with server() as (on, line):
        listed, strangers = prepared(on, LISTED)
        day = _Day(on, line, listed + strangers, known_words(), seed)
        with serving(on, line), ThreadPoolExecutor(CALLERS) as executor, day.gets_bad():
            found = []
            for done, failure in enumerate(executor.map(day.story, range(stories)), start=1):
                found += [failure] if failure else []
                if done % 50 == 0 or done == stories:
                    tell(f"lines: {done:,} of {stories:,}, {len(found)} failed")
        with serving(on, line):
            found += day.is_logged_once(stories)
    return found


@dataclass(slots=True)
class _Day:
    """A line with what befalls it, and all the calls of a day."""

    on: Installation
    line: Line
    individuals: Sequence[Individual]
    words: Words
    seed: int
    sids: set[str] = field(default_factory=set)

    def story(self, number: int) -> Failure | None:
        """One call from its beginning to its end; what went wrong, if anything did."""
        story = _Story(self, random.Random(f"lines {self.seed} {number}"))
        try:
            story.happens()
        except Exception as fault:  # noqa: BLE001  an exception of any kind is what is looked for
            return Failure("lines", number, self.seed, f"{type(fault).__name__}: {fault}", tuple(story.acts))
        finally:
            self.sids |= story.sids
        return None

    @contextmanager
    def gets_bad(self) -> Iterator[None]:
        """Meanwhile the database is locked for moments, and workers are killed."""
        over = threading.Event()
        chance = random.Random(self.seed)
        troubles = [threading.Thread(target=trouble, args=(over, chance)) for trouble in (self._locks, self._kills)]
        for trouble in troubles:
            trouble.start()
        try:
            yield
        finally:
            over.set()
            for trouble in troubles:
                trouble.join()

    def is_logged_once(self, stories: int) -> Iterator[Failure]:
        """Tell the end of each call once more, as late news; then each is in the log, and none twice."""
        wire = HttpWire()
        for sid in sorted(self.sids):
            url, form = f"{self.line.root}/ivr/status", self._form(sid)
            signed = {"X-Twilio-Signature": signature(self.line.token, url, form)}
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            if wire(url, form, signed | kind).status != 200:
                yield Failure("lines", stories, self.seed, f"the end of {sid} is not taken", ())
        house = self.on.house
        with house.database.read() as session:
            logged = session.scalar(text("SELECT count(*) FROM call_log")) or 0
            logged += len(CallLog(house.keyring, house.clock).today(session, self.on.incident.id))
            begun = session.scalar(text("SELECT count(*) FROM live_calls"))
        if logged != len(self.sids) or begun:
            told = f"{len(self.sids)} calls are {logged} rows of the log, and {begun} are still in progress"
            yield Failure("lines", stories, self.seed, told, ())

    def _form(self, sid: str) -> dict[str, str]:
        parties = {
            "AccountSid": self.line.account,
            "From": "+15735550100",
            "To": self.line.number,
            "Direction": "inbound",
        }
        return {**parties, "CallSid": sid, "CallStatus": "completed"}

    def _locks(self, over: threading.Event, chance: random.Random) -> None:
        file = Path(self.on.house.database.url.database or "")
        while not over.wait(chance.uniform(0.5, 3)):
            with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                over.wait(chance.choice(LOCKED_FOR))
                other.execute("ROLLBACK")

    def _kills(self, over: threading.Event, chance: random.Random) -> None:
        while not over.wait(KILLED_EVERY):
            workers = workers_of("gunicorn")
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)


class _Story:
    """One call of one caller."""

    def __init__(self, day: _Day, chance: random.Random) -> None:
        self._day, self._chance = day, chance
        self._watching = Watching(HttpWire())
        self._carrier = Carrier(day.line.account, day.line.token, post=self._watching)
        self._about = chance.choice(day.individuals)
        self._carrier.answers(day.on.incident.content.fallback, chance.choice(("completed", "no-answer", "busy")))
        voice, status, fallback = (day.line.root + path for path in PUBLIC)
        self._carrier.connect(day.line.number, voice, status_callback=status, fallback_url=fallback)
        self.acts: list[str] = []

    @property
    def sids(self) -> set[str]:
        """The calls that the line may have heard of; a request may have arrived although no answer came."""
        return {call.sid for call in self._carrier.calls}

    def happens(self) -> None:
        """Dial, act, end."""
        switches = dict(self._chance.choice(FAULTS))
        many = {"chance": self._chance.choice((0.1, 0.5)), "seed": self._chance.randrange(1000)} if switches else {}
        if self._chance.random() < 0.1:
            many["hang_up_in_request"] = self._chance.randrange(1, 12)
        self.acts.append(f"dials; {switches | many}")
        caller = f"+1{self._chance.randrange(2 * 10**9, 10**10)}"
        try:
            self._carrier.dial(self._day.line.number, caller, faults=Faults.of(switches | many))
            self._goes_on(self._carrier.calls[0])
        except CallFailed as fault:
            self.acts.append(f"the network gives up: {fault}")
            if not self._was_struck():
                raise
        if self._watching.broken:
            raise Failed(self._watching.broken[0])

    def _was_struck(self) -> bool:
        """Whether the network had a reason of its own."""
        return any(sent.status != 200 for call in self._carrier.calls for sent in call.transcript)

    def _goes_on(self, call: Call) -> None:
        for _ in range(MOST_TURNS):
            if call.is_over:
                break
            self._hears(call)
            keys = self._keys(call)
            if keys == HANG_UP:
                call.hangs_up()
                return
            self.acts.append(f"at {_step(call)}: {keys or 'is silent'}")
            if keys:
                call.presses(keys)
            else:
                call.is_silent()
        self._hears(call)
        for _ in range(MOST_TURNS * 2):
            if not call.is_over:
                call.is_silent()
        self._ends_well(call)

    def _hears(self, call: Call) -> None:
        answer = self._day.words.answer_in(call.heard)
        if answer in ("MATCH", "NO_MATCH") and (answer == "MATCH") is not self._about.listed:
            raise Failed(f"{answer} is heard about somebody who is {'' if self._about.listed else 'not '}on the list")

    def _ends_well(self, call: Call) -> None:
        if not call.is_over:
            raise Failed("silence leads nowhere")
        last = " ".join(spoken.text for spoken in call.said[-8:])
        if not self._was_struck() and not self._hung_up_inside(call) and not any(bye in last for bye in _goodbyes()):
            raise Failed(f"the call ends without a goodbye: {last[-100:]!r}")

    def _hung_up_inside(self, call: Call) -> bool:
        return call.leg.courier.faults.hang_up_in_request > 0

    def _keys(self, call: Call) -> str:
        """What the caller presses where the call stands now; "" is silence."""
        step, chance = _step(call), self._chance
        if chance.random() < 0.12:
            return chance.choice(("", "9", "*", "0", HANG_UP))
        if step in ("letter-code", "student-number"):
            self._about = chance.choice(self._day.individuals)
        about = {"letter-code": self._about.letter_code, "student-number": self._about.student_number}
        about["birth-date"] = self._about.birth_date
        if step in about:
            return about[step] + "#"
        ways = [way.name for way in self._day.on.incident.content.schemes_at("telephone")]
        ours = [str(key) for key, way in enumerate(ways, start=1) if way in ("letter_code", "student_number")]
        choices = {"way": ours, "language": "12", "role": "123", "menu": "11112345", "read-back": "1", "answer": "1112"}
        return chance.choice(choices.get(step, "1*"))


def _step(call: Call) -> str:
    """Where the call listens, as the last document says."""
    for sent in reversed(call.transcript):
        found = STEP.search(sent.body)
        if found:
            return found[1]
    return ""


def _goodbyes() -> list[str]:
    keys = ("goodbye.farewell", "last_resort.farewell")
    return [sheet.prompts[key].partition("{")[0].strip() for sheet in prompts.load().values() for key in keys]
