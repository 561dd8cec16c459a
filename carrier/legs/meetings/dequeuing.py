"""Dial with a Queue: whoever waits at the front is taken out, hears an announcement, and is connected.

From the moment they are taken out nobody else can have them. It must not know how they waited.
"""

from collections.abc import Generator
from datetime import datetime, timedelta
from math import inf

from carrier.documents import Dial, FrontOf
from carrier.legs.events import Heard, Wait
from carrier.legs.interruptions import HungUp
from carrier.legs.meetings.meeting import Meeting
from carrier.legs.meetings.queues import Announcement, Dequeued, Member, Queue
from carrier.legs.stage import Stage
from carrier.legs.visits import Page, Visit

Onward = Generator[Wait, Heard, Visit | None]


class Dequeuing:
    """One Dial of a queue, told by the same parameters as any other; DialCallSid is the call that waited."""

    def __init__(self, dial: Dial, page: Page, stage: Stage) -> None:
        self._dial = dial
        self._page = page
        self._stage = stage
        self._status = "canceled"
        self._member: Member | None = None
        self._connected_at: datetime | None = None
        self._seconds = 0

    def run(self) -> Onward:
        """Wait for somebody, and talk; return where the call goes on."""
        front = self._dial.queue
        queue = self._stage.world.exchange.queues.find(front.queue) if front else None
        try:
            if front is None or queue is None:
                self._status = "failed"  # as at Twilio, for a queue that nobody was ever sent to
            else:
                yield from self._take_out(queue, front)
        except HungUp:
            self._stage.ask_in_vain(self._after(), CallStatus="completed")
            raise
        return self._after()

    def _take_out(self, queue: Queue, front: FrontOf) -> Generator[Wait, Heard, None]:
        meeting = Meeting(self._stage.leg)
        yield from self._await(queue, meeting)
        if self._member is None:
            self._status = "no-answer"
            return
        url = self._page.leads_to(front.url, front.method, {}).url if front.url else ""
        announcement = Announcement(url, front.method, self._stage.leg.parties.call_sid)
        self._member.party.interrupt(Dequeued(self._member, meeting, announcement))
        try:
            yield Wait(inf, settled=self._member.party.is_person, until=lambda: meeting.is_decided)
            self._status = "completed" if meeting.guest is not None else "no-answer"
            if meeting.guest is not None:
                yield from self._talk(self._member, meeting)
        finally:
            meeting.disperses()

    def _await(self, queue: Queue, meeting: Meeting) -> Generator[Wait, Heard, None]:
        clock, party = self._stage.world.clock, self._stage.leg
        ends = clock.now() + timedelta(seconds=self._dial.timeout)
        queue.takers.append(party)
        try:
            self._member = queue.take(meeting)
            while self._member is None and (left := (ends - clock.now()).total_seconds()) > 0:
                yield Wait(left, settled=True, until=lambda: bool(queue.members))
                self._member = queue.take(meeting)
        finally:
            queue.takers.remove(party)

    def _talk(self, member: Member, meeting: Meeting) -> Generator[Wait, Heard, None]:
        clock = self._stage.world.clock
        self._connected_at = clock.now()
        self._stage.leg.answer()
        self._stage.tell("connected", member.party.parties.caller)
        try:
            yield from meeting.talk(self._stage.leg, limit=self._dial.time_limit)
        finally:
            self._seconds = int((clock.now() - self._connected_at).total_seconds())

    def _after(self) -> Visit | None:
        dial = self._dial
        return None if dial.action is None else self._page.leads_to(dial.action, dial.method, self._result())

    def _result(self) -> dict[str, str]:
        result = {"DialCallStatus": self._status, "DialBridged": "false"}
        if self._member is not None:
            result["DialCallSid"] = self._member.party.parties.call_sid
        if self._connected_at is not None:
            result |= {"DialBridged": "true", "DialCallDuration": str(self._seconds)}
        return result
