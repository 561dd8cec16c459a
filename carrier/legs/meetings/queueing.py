"""Enqueue: a call waits in a queue, hears what the application has for it, and leaves in one of nine ways.

The action is told the way in Twilio's words. A request that would be made of a call that is on its way elsewhere is
made all the same, and nothing of the reply is performed. It must not know who takes callers out of a queue.
"""

from collections.abc import Callable, Generator
from contextlib import suppress
from math import inf

from carrier.documents import Enqueue, Place
from carrier.faults import CarrierFault, DocumentFault
from carrier.legs.events import Heard, Spoken, Steps, Wait
from carrier.legs.interruptions import HungUp, Left, Moved
from carrier.legs.meetings.queues import Dequeued, Forsaken, Member, Queue
from carrier.legs.stage import Stage
from carrier.legs.visits import Page, Visit

Onward = Generator[Wait, Heard, Visit | None]
Perform = Callable[[Stage, Visit, Place], Steps]

MUSIC = Spoken("[hold music]", "", "recording")
SECONDS_OF_MUSIC = 60.0
WHEN_HUNG_UP = {"waiting": "hangup", "connecting": "hangup", "bridged": "bridged"}
WHEN_MOVED = {"waiting": "redirected", "connecting": "bridging-in-process", "bridged": "redirected-from-bridged"}


class Queueing:
    """One Enqueue. perform: how documents are performed."""

    def __init__(self, enqueue: Enqueue, page: Page, stage: Stage, *, perform: Perform) -> None:
        self._enqueue = enqueue
        self._page = page
        self._stage = stage
        self._perform = perform

    def run(self) -> Onward:
        """Wait, and be connected; return where the call goes on."""
        if self._stage.leg.courier.faults.no_queue:
            return self._after("system-error")
        queue = self._stage.world.exchange.queues.named(self._enqueue.queue)
        member = queue.admit(self._stage.leg)
        if member is None:
            return self._after("queue-full")
        self._stage.tell("queued", queue.name)
        try:
            return self._after((yield from self._through(queue, member)), queue, member)
        finally:
            queue.forgets(member)

    def _through(self, queue: Queue, member: Member) -> Generator[Wait, Heard, str]:
        """Be in the queue until the end; return how it ended, in Twilio's word."""
        try:
            return (yield from self._wait(queue, member))
        except HungUp:
            queue.remove(member)
            self._tell_elsewhere(WHEN_HUNG_UP[member.stage], queue, member, CallStatus="completed")
            raise
        except Moved:
            queue.remove(member)
            self._tell_elsewhere(WHEN_MOVED[member.stage], queue, member)
            raise
        except CarrierFault as fault:
            if isinstance(fault, DocumentFault):
                self._stage.leg.blame(fault)
            self._stage.library.counts_anew()
            return "error"

    def _wait(self, queue: Queue, member: Member) -> Generator[Wait, Heard, str]:
        try:
            with suppress(Left):
                yield from self._hold(queue, member)
            if not queue.remove(member):  # somebody was quicker to take the call out: the news are on their way
                yield Wait(inf, settled=True)
        except Dequeued as taken:
            return (yield from self._connect(queue, member, taken))
        return "leave"

    def _hold(self, queue: Queue, member: Member) -> Steps:
        """Let the caller hear what the application has for those who wait, over and over."""
        if self._enqueue.wait_url == "":
            yield Wait(inf, settled=True)
        while self._enqueue.wait_url is None:
            self._stage.tell("spoke", spoken=MUSIC)
            yield Wait(SECONDS_OF_MUSIC, settled=True)
        while True:
            told = {
                "QueuePosition": str(queue.position(member)),
                "QueueSid": queue.sid,
                "QueueTime": str(member.waited),
                "AvgQueueTime": str(queue.average_wait),
                "CurrentQueueSize": str(len(queue.members)),
                "MaxQueueSize": str(queue.longest),
            }
            visit = self._page.leads_to(self._enqueue.wait_url, self._enqueue.wait_method, told)
            yield from self._perform(self._stage, visit, "queue")

    def _connect(self, queue: Queue, member: Member, taken: Dequeued) -> Generator[Wait, Heard, str]:
        announcement, leg = taken.announcement, self._stage.leg
        told = {"QueueSid": queue.sid, "QueueTime": str(member.waited), "DequeingCallSid": announcement.by}
        with suppress(Forsaken):
            if announcement.url:
                visit = Visit(announcement.url, announcement.method, told)
                yield from self._perform(self._stage, visit, "announcement")
            if taken.meeting.comes(leg):
                member.stage = "bridged"
                self._stage.tell("connected", "")
                yield from taken.meeting.talk(leg)
                return "bridged"
        return "bridging-in-process"

    # The action

    def _after(self, result: str, queue: Queue | None = None, member: Member | None = None) -> Visit | None:
        told = {"QueueResult": result}
        if queue is not None and member is not None:
            told |= {"QueueSid": queue.sid, "QueueTime": str(member.waited)}
        enqueue = self._enqueue
        return None if enqueue.action is None else self._page.leads_to(enqueue.action, enqueue.method, told)

    def _tell_elsewhere(self, result: str, queue: Queue, member: Member, **changed: str) -> None:
        self._stage.ask_in_vain(self._after(result, queue, member), **changed)
