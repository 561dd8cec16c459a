"""Requests as the carrier signs them: about callers, and about the calls that the line makes itself.

Must not know: what is done to them.
"""

import random
from dataclasses import dataclass

from carrier.legs import Parties
from carrier.wire import signature
from ivr.steps.flow import LISTENING
from ivr.steps.state import Step

PUBLIC = "https://line.example.org"
ACCOUNT = "AC" + "5" * 32
TOKEN = "a token of the fuzz"  # noqa: S105  made up
FORM = "application/x-www-form-urlencoded"
CALLERS = ("+15735550100", "anonymous", "+266696687", "Jefferson School", "sip:ada@example.org", "")
ROUTES = (*sorted(LISTENING), "silence", "checking", "person", "goodbye")
CALLS_OUT = ("agent", "agent/again", "agent/key", "agent/status", "called-back", "called-back/status", "check/key")
TELEPHONES = ("+15735550177", "client:alma", "sip:alma@pbx.example")
KEYS = ("", "1", "0", "*", "05172009", "483109275510", "1#")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: where it goes, with what, and what is said of it beside."""

    path: str
    pairs: Pairs
    signed: str
    method: str = "POST"
    kind: str = FORM
    headers: Pairs = ()


def genuine(chance: random.Random) -> Sent:
    """One request, as the carrier sends it."""
    return _of_a_call_out(chance) if chance.random() < 0.3 else _of_a_caller(chance)


def _of_a_call_out(chance: random.Random) -> Sent:
    """About a call that the line has made, to an agent or back to a caller."""
    route = chance.choice(CALLS_OUT)
    path = f"/ivr/{route}?offer={chance.getrandbits(128):032x}" + chance.choice(("", "&time=2"))
    to = TELEPHONES[0] if route.startswith("called-back") else chance.choice(TELEPHONES)
    call = f"CA{chance.getrandbits(128):032x}"
    form = Parties(ACCOUNT, call, "+18667754209", to, "outbound-api").form("in-progress")
    if route.endswith("status"):
        form |= {"CallStatus": "no-answer", "SequenceNumber": "0"}
    elif route.endswith("key"):
        form |= {"Digits": chance.choice(KEYS), "msg": "Gather End"}
    return Sent(path, tuple(form.items()), signature(TOKEN, PUBLIC + path, form))


def _of_a_caller(chance: random.Random) -> Sent:
    step = chance.choice(("incoming", "status", "fallback", *ROUTES, *ROUTES))
    fixed = step in ("incoming", "status", "fallback")
    path = f"/ivr/{step}" if fixed else f"/ivr/{step}?turn={chance.randrange(120)}"
    call = f"CA{chance.getrandbits(128):032x}"
    form = Parties(ACCOUNT, call, chance.choice(CALLERS), "+18667754209").form("in-progress")
    if step == "status":
        form |= {"CallStatus": "completed", "CallDuration": "61", "SequenceNumber": "0"}
    elif step == Step.PERSON:
        form |= {"DialCallStatus": "no-answer", "DialBridged": "false"}
    elif not fixed:
        form |= {"Digits": chance.choice(KEYS), "msg": "Gather End", "FinishedOnKey": "#"}
    return Sent(path, tuple(form.items()), signature(TOKEN, PUBLIC + path, form))
