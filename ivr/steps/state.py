"""Where a call stands: a frozen value, small enough to be sealed into one fixed-size row between two requests.

It holds the caller's entries only while a check needs them. It must not know what is said at a step, what comes next,
or who is calling.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

MOST_BYTES = 990  # of JSON; sealing and padding bring it to 1,024


class Step(StrEnum):
    """The places where a call can be, in the order of a call; each is also the last part of its URL."""

    LANGUAGE = "language"
    MENU = "menu"
    WHAT_HAPPENED = "what-happened"
    WHAT_TO_DO = "what-to-do"
    LETTERS = "letters"
    NONE_CAME = "none-came"
    MOVED = "moved"
    FOR_ANOTHER = "for-another"
    DIED = "died"
    HOURS = "hours"
    ROLE = "role"
    WAY = "way"
    LETTER_CODE = "letter-code"
    STUDENT_NUMBER = "student-number"
    READ_BACK = "read-back"
    LAST_NAME = "last-name"
    FIRST_NAME = "first-name"
    BIRTH_DATE = "birth-date"
    ZIP = "zip"
    CHECKING = "checking"
    ANSWER = "answer"
    PERSON = "person"
    QUEUE = "queue"
    WITH_AGENT = "with-agent"
    TALKED = "talked"
    REACH = "reach"
    SAME_NUMBER = "same-number"
    NUMBER = "number"
    NUMBER_BACK = "number-back"
    PROMISED = "promised"
    MESSAGE = "message"
    GOODBYE = "goodbye"


ENTRIES = (
    Step.LETTER_CODE,
    Step.STUDENT_NUMBER,
    Step.LAST_NAME,
    Step.FIRST_NAME,
    Step.BIRTH_DATE,
    Step.ZIP,
    Step.NUMBER,
)
LETTER_TOPICS = (Step.NONE_CAME, Step.MOVED, Step.FOR_ANOTHER, Step.DIED)
TOPICS = (Step.WHAT_HAPPENED, Step.WHAT_TO_DO, *LETTER_TOPICS, Step.HOURS)
# While a caller says where to be rung back, the place in the line is kept.
IN_LINE = frozenset({Step.QUEUE, Step.WITH_AGENT, Step.SAME_NUMBER, Step.NUMBER, Step.NUMBER_BACK})
REACHING = IN_LINE | {Step.TALKED, Step.REACH, Step.PROMISED, Step.MESSAGE}
DETAILS = ("identifier", "last_name", "first_name", "birth_date", "zip")  # fields of a call that hold entries


class Notice(StrEnum):
    """What is said once, before the words of the step."""

    NONE = ""
    GREETING = "greeting"
    CLOSED = "closed"
    NOBODY_ANSWERED = "nobody_answered"
    MORE_TIME = "more_time"
    ALL_BUSY = "all_busy"
    NO_CALLBACK = "no_callback"
    MESSAGE_KEPT = "message_kept"


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer that the caller is being told: `name` is one of the four.

    `kinds` are positions in the incident's categories (names would not fit); `whole` is False where the letter lists
    more kinds than may be told here; `shared`, where several people have these details. `gaps`: some people on the list
    can't be found in this way. `sealed`: the details went to the custodian. `adult`: whom the caller called their child
    is grown up, so the advice is worded as for another person.
    """

    name: str
    kinds: tuple[int, ...] = ()
    shared: bool = False
    whole: bool = True
    gaps: bool = False
    sealed: bool = False
    adult: bool = False


@dataclass(frozen=True, slots=True)
class CallState:
    """One call at one turn. Moments are seconds since 1970; 0 is never.

    `tries` counts what did not work at this step. `identifier` (letter code or student number), `last_name` and
    `first_name` (keypad digits), `birth_date` (YYYY-MM-DD) and `zip` are the entries of one check. `slow` is for the
    rest of the call. `rounds` counts "one moment". `person_offered` holds until a key helps.
    `code_digits` is how long the letters' codes are, as the register said when the call began.
    `settled_at` is when the menus had done their work: the first answer, or the hand-over to a person.
    `said` is what the caller has heard, a letter each (`already`); `asked_from` the step at which a person was wanted.
    `joins` counts how often the caller came into the line.
    `number` is where to be rung back (E.164), while that is being said; `phrase` what is said first then, and `later`,
    that it is not before people answer again. `promises` counts callbacks; `message`: one was left. `waits_since`: when
    the caller came into the line; `agent`: who has the call, and `room` where the two meet.
    """

    incident: int
    version: int
    began: int
    code_digits: int = 0
    turn: int = 0
    step: Step = Step.LANGUAGE
    language: str = ""
    notice: Notice = Notice.NONE
    tries: int = 0
    slow: bool = False
    role: str = ""
    scheme: str = ""
    identifier: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    zip: str = field(default="", repr=False)
    asked_at: int = 0
    rounds: int = 0
    heard: Heard | None = field(default=None, repr=False)
    person_offered: bool = False
    was_informed: bool = False
    was_told: bool = False
    was_answered: bool = False
    settled_at: int = 0
    said: str = ""
    asked_from: str = ""
    number: str = field(default="", repr=False)
    phrase: str = field(default="", repr=False)
    later: bool = False
    promises: int = 0
    message: bool = False
    joins: int = 0
    waits_since: int = 0
    agent: int = 0
    room: int = 0

    @property
    def details(self) -> tuple[str, ...]:
        """The entries of one check, in the order of DETAILS."""
        return tuple(getattr(self, name) for name in DETAILS)

    def to_json(self) -> bytes:
        """What still has its first value is left out; ValueError where the rest does not fit into MOST_BYTES."""
        kept = {name: value for name in _NAMES if (value := getattr(self, name)) not in ("", 0, False, None)}
        if self.heard is not None:
            kept["heard"] = asdict(self.heard)
        written = json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()
        if len(written) > MOST_BYTES:
            raise ValueError(f"a call is written in {len(written)} bytes, and a sealed row has room for {MOST_BYTES}")
        return written

    @classmethod
    def from_json(cls, written: bytes) -> CallState:
        """What `to_json` wrote; ValueError, KeyError or TypeError for anything else."""
        kept: dict[str, Any] = json.loads(written)
        heard = kept.pop("heard", None)
        return cls(
            **{
                **kept,
                "step": Step(kept.get("step", "")),
                "notice": Notice(kept.get("notice", "")),
                "heard": Heard(**{**heard, "kinds": tuple(heard["kinds"])}) if heard else None,
            }
        )


_NAMES = tuple(one.name for one in fields(CallState))  # asdict would copy every value, at every request
