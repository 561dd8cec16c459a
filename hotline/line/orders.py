"""Orders of one supervisor about the line: carried out at once as a new version of the incident, and audited.

Each is held against the rules of the incident file, so that nothing is in force that a file could not say. Must not
know: pages, and calls that are going on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.incidents import Incident
from hotline.incidents.file import held_to_the_rules
from hotline.line.times import (
    Announce,
    Close,
    DropClosure,
    EndOpening,
    Hush,
    Open,
    Order,
    PlanClosure,
    Reopen,
    SetHours,
    carried_out,
)
from hotline.sealing import KeyRing

TAGS: Mapping[type[Order], Tag] = {
    Close: Tag.LINE_CLOSED,
    Reopen: Tag.LINE_REOPENED,
    Open: Tag.LINE_OPENED,
    EndOpening: Tag.LINE_OPENING_ENDED,
    Announce: Tag.LINE_ANNOUNCED,
    Hush: Tag.LINE_HUSHED,
    SetHours: Tag.LINE_HOURS_SET,
    PlanClosure: Tag.LINE_CLOSURE_PLANNED,
    DropClosure: Tag.LINE_CLOSURE_DROPPED,
}


class LineOrders:
    """Carries orders out, in the caller's transaction. `spoken`: the languages in which the line has prompts."""

    def __init__(self, keyring: KeyRing, clock: Clock, *, spoken: Collection[str] | None = None) -> None:
        self._keyring = keyring
        self._clock = clock
        self._spoken = spoken
        self._audit = AuditLog(keyring, clock)

    def give(self, session: Session, incident_id: int, order: Order, *, by: str) -> Incident:
        """Put what follows from an order in force; `by` as the audit names whoever gives it.

        OrderRefused; IncidentFileError with every rule that it would break. Nothing is changed then.
        """
        present = incidents.in_hand(session, incident_id)
        content = carried_out(order, present.content, self._clock.now())
        content = held_to_the_rules(content, before=present.content, spoken=self._spoken)
        after = incidents.apply(session, content, clock=self._clock, keyring=self._keyring, operator=by)
        detail = {"version": str(after.version), **_until(order)}
        self._audit.record(session, TAGS[type(order)], actor=by, incident_id=incident_id, detail=detail)
        return after


def _until(order: Order) -> dict[str, str]:
    """Until when it holds, in the incident's own time; what is said stands in the version."""
    match order:
        case Close(until) | Open(until) | Announce(until):
            return {"until": f"{until:%Y-%m-%d %H:%M}"}
        case PlanClosure(closure):
            return {"from": f"{closure.begins:%Y-%m-%d %H:%M}", "until": f"{closure.ends:%Y-%m-%d %H:%M}"}
        case DropClosure(begins):
            return {"from": f"{begins:%Y-%m-%d %H:%M}"}
        case _:
            return {}
