"""The pulse of a page: what the server would show now, as two short marks that a page compares with its own.

Another `page` is another screen and is loaded; another `stamp` is the same screen with something changed in it. Neither
tells anything by itself. Must not know: how a screen looks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from agents_ui.house import Desk
from hotline.calls import AgentCall, AgentState, LeftBehind
from hotline.queue import Endpoint, Ringing
from hotline.staff import Account

MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is so now: two marks, whether a call rings and waits for a button, and the agent's state."""

    page: str
    stamp: str
    rings: bool
    state: str


def of(parts: Desk, session: Session, account_id: int) -> Pulse:
    """The pulse of somebody's page; nothing is locked or written."""
    presence = parts.presence.state_of(session, account_id)
    call = _call(parts, session, account_id)
    ring = parts.distribution.ringing(session, account_id) if call is None else None
    talk = parts.conversations.now(session, account_id) if call else None
    page = _mark(*_screen(call, ring))
    telephone = parts.endpoints.of(session, account_id)
    return Pulse(
        page,
        _mark(page, presence.state, presence.reason, *_rings(ring), talk, *_rung_at(telephone)),
        rings=ring is not None and not ring.accepted,
        state=presence.state.value,
    )


def beat(parts: Desk, account: Account) -> Pulse:
    """The pulse of a page that has just asked for it: somebody's page is there, so calls may ring on it."""
    with parts.house.database.read() as session:
        presence = parts.presence.state_of(session, account.id)
    if presence.state is not AgentState.OFFLINE and presence.due(parts.house.clock.now()):
        with parts.house.database.write() as session:
            parts.presence.seen(session, account.id)
    if presence.state is AgentState.AVAILABLE:
        for incident in account.incidents:
            parts.distribution.offer_next(incident)
    with parts.house.database.read() as session:
        return of(parts, session, account.id)


def _call(parts: Desk, session: Session, account_id: int) -> AgentCall | None:
    try:
        return parts.calls.seen(session, account_id)
    except LeftBehind:
        return None


def _screen(call: AgentCall | None, ring: Ringing | None) -> tuple[object, ...]:
    if call is not None:
        return ("call", call.reference, call.live)
    if ring is not None:
        return ("ringing", ring.queued.reference, ring.purpose, ring.connected)
    return ("waiting",)


def _rings(ring: Ringing | None) -> tuple[object, ...]:
    return (ring.accepted, ring.picked_up) if ring else ()


def _rung_at(telephone: Endpoint | None) -> tuple[object, ...]:
    return (telephone.verified, telephone.code_until) if telephone else ()


def _mark(*what: object) -> str:
    return hashlib.blake2b(repr(what).encode(), digest_size=MARK_BYTES).hexdigest()
