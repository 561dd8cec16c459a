"""Virtual time for many calls at once: what is due first happens first, and takes no time.

A call that has nothing to do with another keeps its own time and stands still while nobody acts in it, so that a test
may leave it lying. Calls that ring each other, wait in a queue or talk grow older together, whoever acts. It must not
know what people do.
"""

import inspect
from collections.abc import Callable
from datetime import timedelta
from math import inf

from carrier.clock import Clock
from carrier.legs import Heard, Interruption, Leg, Wait, sent, thrown


class Track:
    """One call on the timeline. wait: what it waits for, None when it is over; left: of that wait, in seconds.

    elapsed: the seconds that it has waited so far. begins_alone: whether it rings without anybody's leave.
    """

    def __init__(self, leg: Leg, *, begins_alone: bool = False) -> None:
        self.leg = leg
        self.wait: Wait | None = Wait(0)
        self.left = 0.0
        self.elapsed = 0.0
        self.has_begun = False
        self.begins_alone = begins_alone
        self._steps = leg.run()

    @property
    def is_busy(self) -> bool:
        """Whether it is in the middle of something, such as a request, and can take nothing else."""
        return inspect.getgeneratorstate(self._steps) == inspect.GEN_RUNNING

    @property
    def moves(self) -> bool:
        """Whether time can do something to it."""
        return self.has_begun and self.wait is not None and not self.is_busy

    def begin(self) -> None:
        """Let it ring, once."""
        if not self.has_begun:
            self.has_begun = True
            self._take(next(self._steps, None))

    def resume(self, heard: Heard) -> None:
        """Go on with what was heard, or with nothing: the wait is over."""
        self._take(sent(self._steps, heard))

    def cut(self, interruption: Interruption) -> None:
        """Cut in."""
        self._take(thrown(self._steps, interruption))

    def spend(self, seconds: float) -> None:
        """Grow older."""
        self.left -= seconds
        self.elapsed += seconds

    def _take(self, wait: Wait | None) -> None:
        self.wait = wait
        self.left = wait.seconds if wait is not None else 0.0


class Timeline:
    """The calls of a network in virtual time. together: whether all grow older whoever acts, not only linked ones."""

    def __init__(self, clock: Clock, *, together: bool = False) -> None:
        self._clock = clock
        self._together = together
        self._tracks: list[Track] = []

    def add(self, track: Track) -> None:
        """Let a call be on the timeline from now on."""
        self._tracks.append(track)

    def act(self, track: Track, what: Callable[[], None]) -> None:
        """Let a call go on; the time that its requests took has gone by for the others too."""
        before = self._clock.now()
        what()
        passed = (self._clock.now() - before).total_seconds()
        if passed:
            for other in self._moving(track):
                if other is not track:
                    other.spend(passed)

    def deliver(self) -> None:
        """Let happen all that needs no time: calls begin, interruptions cut in, what was waited for is there."""
        self._tracks = [track for track in self._tracks if track.wait is not None]
        while any(self._deliver_to(track) for track in list(self._tracks)):
            pass

    def _deliver_to(self, track: Track) -> bool:
        if track.wait is None or track.is_busy:
            return False
        if not track.has_begun:
            if track.begins_alone or self._together:
                self.act(track, track.begin)
            return track.has_begun
        interruption = track.leg.next_interruption()
        if interruption is not None:
            self.act(track, lambda: track.cut(interruption))
            return True
        if track.wait.has_come_about:
            self.act(track, lambda: track.resume(None))
            return True
        return False

    def step(self, acting: Track | None, *, within: float = inf) -> float | None:
        """Let the next thing happen if it is due within so many seconds; return how many it took, or None."""
        moving = self._moving(acting)
        if not moving:
            return None
        first = min(moving, key=lambda track: track.left)
        seconds = max(0.0, first.left)
        if seconds == inf or seconds > within:
            return None
        self.spend(acting, seconds)
        self.act(first, lambda: first.resume(None))
        self.deliver()
        return seconds

    def spend(self, acting: Track | None, seconds: float) -> None:
        """Let time go by in which nothing happens."""
        for track in self._moving(acting):
            track.spend(seconds)
        self._clock.advance(timedelta(seconds=seconds))

    def let(self, acting: Track | None, seconds: float) -> None:
        """Let time go by, and all happen that is due."""
        self.deliver()
        while acting is None or acting.wait is not None:
            took = self.step(acting, within=seconds)
            if took is None:
                break
            seconds -= took
        if acting is None or acting.wait is not None:
            self.spend(acting, seconds)

    def _moving(self, acting: Track | None) -> list[Track]:
        return [
            track
            for track in self._tracks
            if track.moves and (track is acting or track.leg.is_linked or self._together)
        ]
