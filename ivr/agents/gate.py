"""The guard of agents' telephones, and of callers who are called back: who may enter, and in what form exactly.

Every call here is one that we made: it comes from our line, and its address names an offer. As at the callers' gate,
each parameter that is read must be there exactly once in its exact form, so that no genuine request can be cut again.
It must not know offers, nor say why it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Request

from hotline.settings import Settings
from ivr.gate import ACCOUNT, CALL_ID, CALL_STATUS, E164, Forms, Gate, Webhook, exactly, path_as_sent
from ivr.steps import digits

# The address exactly as we wrote it into a document, or gave it for a call. `time` counts how often we have asked.
ADDRESS = re.compile(
    r"/ivr/(?P<route>agent(?:/(?:again|dialled|key|silence|waiting|status))?"
    r"|called-back(?:/status)?|check(?:/(?:key|silence|status))?|reading(?:/(?:key|next|silence|status))?)"
    r"\?offer=(?P<offer>[0-9a-f]{32})(?:&time=(?P<time>[1-9]))?",
    re.ASCII,
)
# A number, a client of the carrier's libraries, or a telephone elsewhere. It is not handed on, because it could be cut
# shorter: the offer says whose it is.
TELEPHONE = re.compile(
    r"\+[1-9][0-9]{6,14}|client:[A-Za-z0-9_.-]{1,120}|sips?:[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.:;=_-]{1,200}", re.ASCII
)
ALWAYS: Forms = {"AccountSid": ACCOUNT, "CallSid": CALL_ID, "From": E164}
_OF_STAFF: Forms = {"To": TELEPHONE}
TO: Mapping[str, Forms] = {"agent": _OF_STAFF, "check": _OF_STAFF, "reading": _OF_STAFF, "called-back": {"To": E164}}
# What one route reads besides, by the last part of its path.
BESIDES: Mapping[str, Forms] = {"key": {"Digits": digits.KEYS}, "status": {"CallStatus": CALL_STATUS}}


@dataclass(frozen=True, slots=True)
class LegWebhook:
    """A genuine request about a call that we made for an offer (32 hexadecimal digits). `line` is our number.

    `number` is the caller's whom we called back (E.164), empty for an agent's telephone. `word` is the one thing that
    this route reads besides: keys, or a status.
    """

    offer: str = field(repr=False)
    call_id: str = field(repr=False)
    line: str
    number: str = field(repr=False)
    time: int
    word: str = field(repr=False)

    def as_call(self) -> Webhook:
        """The same request as one about a caller, who is at the other end of this call."""
        return Webhook(self.call_id, self.number, self.line, turn=None, word=self.word)


class AgentsGate:
    """Admits what the carrier signed about a call that this line made."""

    def __init__(self, settings: Settings) -> None:
        self._account = settings.twilio_account_sid
        self._gate = Gate(settings)

    def admit(self, request: Request) -> LegWebhook | None:
        """The request as a webhook; None for everything else."""
        return self._read(request) if self._gate.is_signed(request) else None

    def _read(self, request: Request) -> LegWebhook | None:
        address = ADDRESS.fullmatch(path_as_sent(request))
        if address is None:
            return None
        room, _, last = address["route"].partition("/")
        besides = BESIDES.get(last, {})
        found = exactly(request, {**ALWAYS, **TO[room], **besides})
        if found is None or found["AccountSid"] != self._account:
            return None
        return LegWebhook(
            offer=address["offer"],
            call_id=found["CallSid"],
            line=found["From"],
            number=found["To"] if room == "called-back" else "",
            time=int(address["time"] or 1),
            word="".join(found[name] for name in besides),
        )
