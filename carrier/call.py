"""A call as a test makes it: press, be silent, hang up, answer, and read what was heard.

Each act runs the call on until it waits for keys or for somebody, or is over. It must not know how a leg works inside.
"""

from collections.abc import Sequence

from carrier.clock import Pace
from carrier.faults import CallFailed, CallOver
from carrier.legs import Event, Heard, HungUp, Leg, Spoken, Status, Utterance, Wait
from carrier.timeline import Timeline, Track
from carrier.wire import Exchange, Faults


class Call:
    """A call in somebody's hand.

    An impatient caller does not wait for the end of what is said: each act stops as soon as the line hears keys.
    Where acts are instant nothing is waited for. Either may change at any moment. Every act raises CallFailed once when
    the application broke a rule, CallOver when the call has ended.
    """

    def __init__(
        self,
        track: Track,
        events: Sequence[Event],
        *,
        timeline: Timeline,
        pace: Pace,
        impatient: bool = False,
        instant: bool = False,
    ) -> None:
        self.events = events
        self.leg: Leg = track.leg
        self._track = track
        self._timeline = timeline
        self._pace = pace
        self.impatient = impatient
        self.instant = instant
        self._since = 0
        self._complained = False

    # What the caller does

    def begins(self) -> "Call":
        """Let it ring, once. Carrier.dial has done so; a call that was placed through REST waits for it."""
        self._timeline.act(self._track, self._track.begin)
        self._timeline.deliver()
        return self._settle()

    def picks_up(self) -> "Call":
        """Answer a telephone that rings. Raises CallOver when it does not ring any more."""
        return self._opens(picked_up=True)

    def declines(self) -> "Call":
        """Refuse a call that rings. Raises CallOver when it does not ring any more."""
        return self._opens(picked_up=False)

    def presses(self, keys: str) -> "Call":
        """Press keys one after the other, cutting short what is being said. A key that nobody gathers is lost."""
        self._act()
        for key in keys:
            self._let(self._pace.seconds_per_key)
            if self._wait is not None and self._wait.hears_keys:
                self._resume(key)
        return self._settle()

    def says(self, words: str, *, confidence: float | None = 0.9) -> "Call":
        """Speak at the usual pace. What nobody listens to is lost. confidence: None when the recogniser tells none."""
        self._act()
        utterance = Utterance(words, Pace().spoken(words), confidence)
        if self._wait is not None and self._wait.hears(utterance):
            self._resume(utterance)
        else:
            self._let(utterance.seconds)
        return self._settle()

    def is_silent(self) -> "Call":
        """Let the line run out of patience: all is heard, the Gather times out, and the call goes on."""
        self._act()
        while self._wait is not None and not self._wait.settled and self._step():
            pass
        waited_for = self._wait
        while self._wait is not None and self._wait is waited_for and self._step():
            pass
        return self._settle()

    def waits(self, seconds: float) -> "Call":
        """Let some time go by without a key, perhaps less than the line's patience."""
        self._act()
        self._let(seconds)
        return self._settle()

    def hangs_up(self) -> "Call":
        """Put down the phone, also while the application is being asked: its answer is dropped then."""
        if self._track.is_busy:
            self.leg.interrupt(HungUp())
            return self
        self._act()
        self._timeline.act(self._track, lambda: self._track.cut(HungUp()))
        self._timeline.deliver()
        return self._checked()

    def goes_on(self) -> "Call":
        """Let happen what was asked for through REST meanwhile: the call is moved, or ended."""
        self._act()
        return self._settle()

    # What can be seen of it

    @property
    def elapsed(self) -> float:
        """The seconds that it has waited so far."""
        return self._track.elapsed

    @property
    def hears_keys(self) -> bool:
        """Whether a key that is pressed now is gathered."""
        return self._wait is not None and self._wait.hears_keys

    @property
    def is_ringing(self) -> bool:
        """Whether somebody may pick it up now."""
        return self.leg.rings_somebody

    @property
    def said(self) -> list[Spoken]:
        """All sentences of the call so far."""
        return _spoken(self.events)

    @property
    def heard(self) -> str:
        """The words since the caller's last act."""
        return " ".join(spoken.text for spoken in _spoken(self.events[self._since :]))

    @property
    def failure(self) -> str:
        """What the application did wrong, or nothing. A call may fail and go on with its fallback."""
        return self.leg.failure

    @property
    def faults(self) -> Faults:
        """What is switched on for this call; may be set at any moment."""
        return self.leg.courier.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.leg.courier.faults = faults

    @property
    def is_over(self) -> bool:
        """Whether either side has hung up."""
        return self._wait is None

    @property
    def status(self) -> Status:
        """CallStatus, in Twilio's words."""
        return self.leg.status

    @property
    def sid(self) -> str:
        """CallSid: CA and 32 hexadecimal digits, fresh for every call."""
        return self.leg.parties.call_sid

    @property
    def dialled(self) -> list[str]:
        """The numbers that the application had dialled, in order."""
        return self.leg.dialled

    @property
    def transcript(self) -> list[Exchange]:
        """All that Twilio would have seen: every request and reply, status callbacks included."""
        return self.leg.courier.transcript

    # Time

    @property
    def _wait(self) -> Wait | None:
        return self._track.wait

    def _opens(self, *, picked_up: bool) -> "Call":
        self._timeline.deliver()
        if not self.is_ringing:
            raise CallOver(f"the telephone does not ring ({self.status})")
        self._since = len(self.events)
        if picked_up:
            self.leg.pick_up()
        else:
            self.leg.decline()
        self._timeline.deliver()
        return self._settle()

    def _act(self) -> None:
        self._checked()
        if self._wait is None:
            raise CallOver(f"the call has ended ({self.status})")
        self._since = len(self.events)
        self._timeline.deliver()

    def _settle(self) -> "Call":
        self._timeline.deliver()
        while self._wait is not None and not self._rests(self._wait) and self._step():
            pass
        return self._checked()

    def _rests(self, wait: Wait) -> bool:
        return self.instant or wait.settled or (self.impatient and wait.hears_keys)

    def _step(self) -> bool:
        return self._timeline.step(self._track) is not None

    def _let(self, seconds: float) -> None:
        self._timeline.let(self._track, seconds)

    def _resume(self, heard: Heard) -> None:
        self._timeline.act(self._track, lambda: self._track.resume(heard))
        self._timeline.deliver()

    def _checked(self) -> "Call":
        if self.leg.failure and not self._complained:
            self._complained = True
            raise CallFailed(self.leg.failure)
        return self


def _spoken(events: Sequence[Event]) -> list[Spoken]:
    return [event.spoken for event in events if event.spoken is not None]
