"""A call in real time: a thread lives through it, while phones press keys and read what is heard.

It must not know HTTP, pages or terminals: only acts in, events out.
"""

import queue
import threading
import time
from collections.abc import Callable
from math import inf

from carrier.clock import Pace
from carrier.legs import Event, Heard, HungUp, Interruption, Leg, Listener, Utterance, Wait, sent, thrown


class LiveCall:
    """One call that goes on by itself. ring: makes the leg, given where to tell its events."""

    def __init__(self, ring: Callable[[Listener], Leg]) -> None:
        self._events: list[Event] = []
        self._news = threading.Condition()
        self._acts: queue.SimpleQueue[Heard] = queue.SimpleQueue()
        self.leg = ring(self._note)
        self.leg.wake = lambda: self._acts.put(None)

    def begin(self) -> None:
        """Let it ring."""
        threading.Thread(target=self._live, name="call", daemon=True).start()

    def press(self, keys: str) -> None:
        """Press keys at once, one after the other; what nobody gathers is lost."""
        for key in keys:
            self._acts.put(key)

    def say(self, words: str) -> None:
        """Speak at the usual pace; what nobody listens to is lost."""
        self._acts.put(Utterance(words, Pace().spoken(words)))

    def answer(self) -> None:
        """Pick up, if it rings."""
        self.leg.pick_up()

    def decline(self) -> None:
        """Refuse the call, if it rings."""
        self.leg.decline()

    def hang_up(self) -> None:
        """Put down the phone, also while a request is in flight."""
        self.leg.interrupt(HungUp())

    def waits_for_end(self, patience: float) -> None:
        """Return when the call is over, or when the patience (seconds) is."""
        with self._news:
            self._news.wait_for(lambda: self.is_over, patience)

    @property
    def is_over(self) -> bool:
        """Whether the last event has been told."""
        return bool(self._events) and self._events[-1].name == "ended"

    def events_after(self, seen: int, *, patience: float) -> list[Event]:
        """Return the events from number `seen` on, waiting for the first of them at most patience seconds."""
        with self._news:
            self._news.wait_for(lambda: len(self._events) > seen or self.is_over, patience)
            return self._events[seen:]

    def _note(self, event: Event) -> None:
        with self._news:
            self._events.append(event)
            self._news.notify_all()

    def _live(self) -> None:
        steps = self.leg.run()
        try:
            wait = next(steps, None)
            while wait is not None:
                act = self._await(wait)
                wait = thrown(steps, act) if isinstance(act, Interruption) else sent(steps, act)
        finally:
            if not self.is_over:  # a fault of the network's own: nobody may be left waiting
                self._note(Event("failed", "the network itself broke off"))
                self._note(Event("ended", "failed"))

    def _await(self, wait: Wait) -> Heard | Interruption:
        """Return what happened during a wait, or None when it has run out or what it waits for is there."""
        deadline = time.monotonic() + wait.seconds
        while not wait.has_come_about:
            interruption = self.leg.next_interruption()
            if interruption is not None:
                return interruption
            try:
                left = deadline - time.monotonic()
                act = self._acts.get(timeout=None if left == inf else max(0.0, left))
            except queue.Empty:
                return None
            if act is not None and wait.hears(act):
                return act
        return None
