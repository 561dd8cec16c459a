"""Dial: others are rung, the first who comes is connected, and the action is told how it went.

It must not know who picks up, nor what the application makes of the result.
"""

from collections.abc import Generator, Sequence
from math import inf

from carrier.documents import Dial, Endpoint
from carrier.faults import DocumentFault
from carrier.legs.events import Heard, Wait
from carrier.legs.interruptions import HungUp
from carrier.legs.meetings.meeting import Meeting, Party
from carrier.legs.stage import Stage, Summons
from carrier.legs.visits import Callback, Page, Visit
from carrier.lines import Method

Onward = Generator[Wait, Heard, Visit | None]

# Of several who were rung and did not come, the first of these that is true of one is told.
TOLD_FIRST = ("no-answer", "busy", "failed", "completed", "canceled")


class Dialling:
    """One Dial. Until it is decided it counts as canceled: so it is reported when the caller hangs up."""

    def __init__(self, dial: Dial, page: Page, stage: Stage) -> None:
        self._dial = dial
        self._page = page
        self._stage = stage
        self._status = "canceled"
        self._rung: list[Party] = []
        self._guest: Party | None = None

    def run(self) -> Onward:
        """Ring and talk; return where the call goes on."""
        self._check_caller_id()
        at_once = (
            [(endpoint,) for endpoint in self._dial.endpoints] if self._dial.sequential else [self._dial.endpoints]
        )
        try:
            for endpoints in at_once:
                yield from self._attempt(endpoints)
                if self._guest is not None:
                    break
        except HungUp:
            self._stage.ask_in_vain(self._after(), CallStatus="completed")
            raise
        return self._after()

    def _rounds(self) -> list[tuple[Endpoint, ...]]:
        """Return who is rung at once, round by round."""
        everybody = self._dial.endpoints
        return [(endpoint,) for endpoint in everybody] if self._dial.sequential else [everybody]

    def _attempt(self, endpoints: Sequence[Endpoint]) -> Generator[Wait, Heard, None]:
        self._status, self._rung = "canceled", []
        meeting = Meeting(self._stage.leg)
        try:
            for endpoint in endpoints:
                self._ring(endpoint, meeting)
            somebody = any(party.is_person for party in self._rung)
            yield Wait(inf, settled=somebody, until=lambda: meeting.is_decided)
            self._guest = meeting.guest
            self._status = "completed" if self._guest is not None else self._told_status()
            if self._guest is not None:
                yield from self._talk(self._guest, meeting)
        finally:
            meeting.disperses()
        self._stage.tell("dialled", self._status)

    def _ring(self, endpoint: Endpoint, meeting: Meeting) -> None:
        self._stage.leg.dialled.append(endpoint.address)
        self._stage.tell("dialling", endpoint.address)
        whisper = self._page.leads_to(endpoint.url, endpoint.method, {}) if endpoint.url else Visit("")
        callback = (
            self._page.leads_to(endpoint.callback, endpoint.callback_method, {}) if endpoint.callback else Visit("")
        )
        summons = Summons(
            endpoint.address,
            caller=self._dial.caller_id or self._stage.leg.parties.caller,
            whisper=whisper,
            callback=Callback(callback.url, callback.method, endpoint.events),
            timeout=float(self._dial.timeout),
            meeting=meeting,
            parent=self._stage.leg,
            pace=self._stage.world.pace,
        )
        self._rung.append(self._stage.world.exchange.summon(summons))

    def _address(self, url: str, method: Method) -> Visit:
        return self._page.leads_to(url, method, {}) if url else Visit("")

    def _talk(self, guest: Party, meeting: Meeting) -> Generator[Wait, Heard, None]:
        self._stage.leg.answer()
        self._stage.tell("connected", guest.parties.line)
        yield from meeting.talk(self._stage.leg, limit=self._dial.time_limit)

    def _told_status(self) -> str:
        statuses = [party.outcome for party in self._rung]
        return next((status for status in TOLD_FIRST if status in statuses), "failed")

    def _after(self) -> Visit | None:
        dial = self._dial
        return None if dial.action is None else self._page.leads_to(dial.action, dial.method, self._result())

    def _result(self) -> dict[str, str]:
        """Return the parameters about the dialled call; its duration in seconds only if somebody picked up."""
        told = self._guest or next((p for p in self._rung if p.outcome == self._status), self._rung[-1])
        result = {
            "DialCallSid": told.parties.call_sid,
            "DialCallStatus": self._status,
            "DialBridged": "true" if self._guest is not None else "false",
        }
        if told.answered_at is None:
            return result
        ended_at = told.ended_at or self._stage.world.clock.now()
        return {**result, "DialCallDuration": str(int((ended_at - told.answered_at).total_seconds()))}

    def _check_caller_id(self) -> None:
        shown, parties = self._dial.caller_id, self._stage.leg.parties
        if shown and shown not in (parties.caller, parties.line) and not self._stage.world.exchange.owns(shown):
            raise DocumentFault(13214, f"callerId of <Dial> is {shown}, which is neither the caller's nor your own")
