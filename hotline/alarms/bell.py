"""The bell: which alarms to tell now, so that each is told once when it begins, again while it lasts, and when it ends.

A bell belongs to one sender and remembers only what was really sent: what could not be sent is tried at the next look.
Must not know: how a message travels, and what is looked at.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class NotSent(Exception):
    """A message did not leave; the message says why, without any secret."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong. `key` names it as long as it lasts, whatever the sentence says meanwhile."""

    key: str
    sentence: str


class State(StrEnum):
    """What a piece of news says of its alarm."""

    BEGUN = "begun"
    STILL = "still"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news in a message. `since`: when this process first saw the alarm."""

    state: State
    alarm: Alarm
    since: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent at once. `all_clear`: nothing is wrong any more. A trial has no news."""

    line: str
    at: datetime
    news: tuple[News, ...]
    all_clear: bool
    trial: bool = False

    @property
    def subject(self) -> str:
        """One line for a mail's head."""
        if self.trial:
            return "Noticeline: a trial alarm"
        begun = sum(one.state is State.BEGUN for one in self.news)
        if self.all_clear:
            return "Noticeline: all clear"
        return f"Noticeline: {begun} new alarm{'s' * (begun != 1)}" if begun else "Noticeline: alarms"

    @property
    def text(self) -> str:
        """The whole message in plain words."""
        words = {State.BEGUN: "ALARM", State.STILL: "STILL", State.OVER: "OVER "}
        told = [f"{words[one.state]}  {one.alarm.sentence} (since {one.since:%Y-%m-%d %H:%M} UTC)" for one in self.news]
        if self.trial:
            told = ["This is a trial. Whoever reads it is reached by the alarms of this line."]
        return "\n".join((*told, *(["All clear: nothing is wrong any more."] if self.all_clear else []), "", self.line))


class Sender(Protocol):
    """A way out of the building."""

    def send(self, message: Message) -> None:
        """Hand the message over for good; NotSent."""


class Bell:
    """Rings one sender. `line` says which line it is about, `repeat` how long until a lasting alarm is told again."""

    def __init__(self, sender: Sender, *, line: str, repeat: timedelta) -> None:
        self._sender = sender
        self._line = line
        self._repeat = repeat
        self._told: dict[str, News] = {}
        self._told_at: dict[str, datetime] = {}

    def ring(self, present: Iterable[Alarm], now: datetime) -> None:
        """Tell what is due, if anything is; what can't be sent is logged and stays due."""
        alarms = {alarm.key: alarm for alarm in present}
        news = (*self._begun(alarms, now), *self._still(alarms, now), *self._over(alarms))
        if not news:
            return
        try:
            self._sender.send(Message(self._line, now, news, all_clear=not alarms))
        except NotSent as why:
            log.error("alarms.not_sent", why=str(why), alarms=len(news))
            return
        for one in news:
            self._remember(one, now)

    def try_out(self, now: datetime) -> None:
        """Send a trial; NotSent."""
        self._sender.send(Message(self._line, now, (), all_clear=False, trial=True))

    def _begun(self, alarms: Mapping[str, Alarm], now: datetime) -> list[News]:
        return [News(State.BEGUN, alarm, now) for key, alarm in alarms.items() if key not in self._told]

    def _still(self, alarms: Mapping[str, Alarm], now: datetime) -> list[News]:
        due = [key for key in alarms if key in self._told and self._is_due(now - self._told_at[key])]
        return [News(State.STILL, alarms[key], self._told[key].since) for key in due]

    def _is_due(self, since: timedelta) -> bool:
        return not timedelta(0) <= since < self._repeat  # a clock that was set back must not keep it silent

    def _over(self, alarms: Mapping[str, Alarm]) -> list[News]:
        gone = [told for key, told in self._told.items() if key not in alarms]
        return [News(State.OVER, one.alarm, one.since) for one in gone]

    def _remember(self, one: News, now: datetime) -> None:
        if one.state is State.OVER:
            del self._told[one.alarm.key], self._told_at[one.alarm.key]
            return
        self._told[one.alarm.key] = one
        self._told_at[one.alarm.key] = now


Look = Callable[[], Iterable[Alarm]]


class Lookout:
    """Looks at everything that can be wrong. What can't be looked at now stands as it did before."""

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._looks = looks
        self._seen: dict[str, tuple[Alarm, ...]] = {}

    def look(self) -> tuple[Alarm, ...]:
        """Every alarm there is now."""
        for name, look in self._looks.items():
            try:
                self._seen[name] = tuple(look())
            except Exception as fault:  # noqa: BLE001  one thing that can't be looked at must not hide the others
                log.error("alarms.not_looked_at", what=name, fault=type(fault).__name__)
        return tuple(alarm for seen in self._seen.values() for alarm in seen)
