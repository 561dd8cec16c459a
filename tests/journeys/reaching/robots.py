"""Callers and agents as threads, for a line that is served by real processes: they live in real time and never tire.

Must not know: what happens to the processes.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field

from bench.people.agents import PAGE
from bench.people.browsers import Browser
from carrier.phones import Switchboard
from carrier.phones.live import LiveCall

BEAT = 0.5  # seconds between two looks
TALKS = 1.5  # seconds
PATIENCE = 75.0  # seconds in which a caller must have a person


@dataclass(slots=True)
class Story:
    """What became of one caller who wanted a person."""

    sid: str = ""
    connected: int = 0
    failure: str = ""
    acts: list[str] = field(default_factory=list)


class CallerRobot:
    """Dials, presses 1 and then 0, waits for a person, talks, and hangs up when that is over."""

    def __init__(self, board: Switchboard, line: str, number: str) -> None:
        self._board, self._line, self._number = board, line, number

    def calls(self) -> Story:
        """One call from its beginning to its end."""
        story, call = Story(), self._board.dial(self._line, self._number)
        story.sid = call.leg.parties.call_sid
        self._presses(call, story, "1", after=1)
        self._presses(call, story, "0", after=2)
        until = time.monotonic() + PATIENCE
        while not call.is_over and time.monotonic() < until and _count(call, "connected") == 0:
            time.sleep(0.1)
        while not call.is_over and time.monotonic() < until and _talks(call):
            time.sleep(0.1)
        call.hang_up()
        call.waits_for_end(10)
        story.connected, story.failure = _count(call, "connected"), call.leg.failure
        story.acts += [
            f"{event.name} {event.spoken.text if event.spoken else event.text}"
            for event in call.events_after(0, patience=0)
        ]
        return story

    def _presses(self, call: LiveCall, story: Story, key: str, *, after: int) -> None:
        """Press a key once the line has listened for the `after`-th time."""
        until = time.monotonic() + 20
        while _count(call, "listening") < after and not call.is_over and time.monotonic() < until:
            time.sleep(0.05)
        story.acts.append(f"presses {key}")
        call.press(key)


class AgentRobot:
    """Is available, picks up, presses 1, talks, ends the call and wraps it up, again and again."""

    def __init__(self, board: Switchboard, browser: Browser, address: str) -> None:
        self.address = address
        self.errors: list[str] = []
        self._board, self._browser = board, browser
        self._talks_until = 0.0
        self._call: LiveCall | None = None

    def works(self, over: threading.Event) -> None:
        """Until it is over."""
        with self._board.bells.listening(self.address):
            while not over.wait(BEAT):
                try:
                    asyncio.run(self._looks())
                except Exception as fault:  # noqa: BLE001  a worker was killed under this page: it asks again
                    self.errors.append(f"{type(fault).__name__}: {fault}")

    async def _looks(self) -> None:
        for call in self._board.ringing_at(self.address):
            self._call = call
            call.answer()
            threading.Thread(target=_takes, args=(call,), daemon=True).start()
        await self._browser.opens("/desk/now", by_itself=True)
        reply = await self._browser.opens("/desk")
        screen = PAGE.search(reply.page)
        await self._acts(screen[1] if screen else "", reply.page)

    async def _acts(self, screen: str, page: str) -> None:
        if screen != "call":
            self._talks_until = 0.0
        if screen == "call":
            self._talks_until = self._talks_until or time.monotonic() + TALKS
            if time.monotonic() > self._talks_until:
                await self._browser.sends("/desk/end", {})
        elif screen == "wrap_up":
            if self._call is not None:
                self._call.hang_up()  # as people do when the page says that it is over, whatever the line has done
            await self._browser.sends("/desk/finish", {"disposition": "answered_questions"})
        elif screen == "waiting" and "You are available" not in page:
            await self._browser.sends("/desk/presence", {"state": "available"})


def _takes(call: LiveCall) -> None:
    """Press 1 as soon as the telephone listens."""
    until = time.monotonic() + 15
    while not call.is_over and time.monotonic() < until and _count(call, "connected") == 0:
        if _count(call, "listening"):
            call.press("1")
        time.sleep(1.0)


def _count(call: LiveCall, name: str) -> int:
    return sum(event.name == name for event in call.events_after(0, patience=0))


def _talks(call: LiveCall) -> bool:
    """Whether the caller is connected with somebody now."""
    told = [event.name for event in call.events_after(0, patience=0)]
    return told[-1:] == ["connected"]
