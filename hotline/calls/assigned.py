"""The calls of agents: one row an agent, sealed, always 1,024 bytes, and what is left of a call that is closed.

An agent has one call at a time, and only while it is live may anything be asked for it. What is left of it tells
neither its length nor an answer. Must not know: whom a caller asked about, accounts, and what a page shows.
"""

import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.calls.agent_call import BY_HAND, AgentCall, Told, incident_of
from hotline.calls.agent_call_rows import CALLS, REFERENCE_BYTES, AgentCallRow
from hotline.calls.agent_days import AgentDays, AgentToday, Spent
from hotline.calls.by_hand import ByHand
from hotline.calls.day import EndedToday
from hotline.calls.dispositions import Disposition, count_disposition
from hotline.calls.live import LONGEST_CALL_HOURS
from hotline.calls.log import CallLog, Outcome
from hotline.calls.presence import AgentState, Presence
from hotline.clock import Clock
from hotline.database import insert_if_new
from hotline.sealing import KeyFault, KeyRing, SealBroken

_BROUGHT_BY_TELEPHONE = (AgentState.RINGING, AgentState.ON_CALL)  # a colleague who is asked for help is ON_CALL too


class AlreadyOnACall(Exception):
    """The agent has a call, and must close it first."""


class LeftBehind(Exception):
    """Nobody has touched this call for hours, and nobody has closed it."""


class NoLiveCall(Exception):
    """The agent has no call, another one, or its caller is gone."""


_THIS = CALLS.c.account_id == bindparam("agent")
_BUSY = select(CALLS.c.touched).where(_THIS)
_READ = select(CALLS).where(_THIS)
_LOAD = _READ.with_for_update()
_STALE = select(CALLS).where(CALLS.c.touched <= bindparam("before")).order_by(CALLS.c.account_id).with_for_update()
_FRESH = select(CALLS).where(CALLS.c.touched > bindparam("before"))
_FORGET = delete(CALLS).where(_THIS)
_SAVE = update(CALLS).where(_THIS, CALLS.c.reference == bindparam("this"))
_SAVE = _SAVE.values(sealed=bindparam("sealed"), touched=bindparam("touched"))
_PASS_ON = update(CALLS).where(_THIS)
_PASS_ON = _PASS_ON.values(account_id=bindparam("to"), sealed=bindparam("sealed"), touched=bindparam("touched"))


class AgentCalls:
    """Keeps agents' calls under the live key, in the caller's transaction.

    Everything here raises KeyMissing or KeyWrong where the ring is gone, and SealBroken where a state does not open.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._presence = Presence(keyring, clock)
        self._days = AgentDays(keyring, clock)
        self._log = CallLog(keyring, clock)
        self._audit = AuditLog(keyring, clock)
        self._kinds: dict[tuple[int, int], tuple[str, ...]] = {}

    def take_by_hand(self, session: Session, call: ByHand) -> AgentCall:
        """Begin a call that no telephone of ours brought; AlreadyOnACall, NotByHand, BadReference, NotOffered."""
        self._sweep(session)
        incident = incidents.current_by_id(session, call.incident)
        call.must_fit(incident.content)
        taken = AgentCall(
            secrets.token_bytes(REFERENCE_BYTES),
            agent=call.agent_id,
            incident=incident.id,
            version=incident.version,
            channel=BY_HAND,
            language=call.language,
            role=call.role,
            began=self._now(),
        )
        self._begin(session, taken)
        self._audit.record(
            session,
            Tag.CALL_TAKEN_BY_HAND,
            actor=f"agent {call.agent_id}",
            incident_id=incident.id,
            detail={"reference": call.reference.strip()},
            to_the_hour=True,  # from one call to the next, a yes takes longer than a no
        )
        return taken

    def take_from_telephone(self, session: Session, call: AgentCall) -> AgentCall:
        """Begin a call that an agent has taken on the telephone; AlreadyOnACall. Its reference is a new one."""
        taken = replace(call, reference=secrets.token_bytes(REFERENCE_BYTES))
        self._begin(session, taken)
        return taken

    def pass_on(self, session: Session, agent_id: int, *, to: int) -> AgentCall:
        """Give the agent's live call to a colleague, with all that was heard in it; NoLiveCall, AlreadyOnACall.

        The colleague is on the call from now on, the agent is available.
        """
        call = self.current(session, agent_id)
        if call is None or not call.live:
            raise NoLiveCall("There is no call to pass on.")
        if self.current(session, to) is not None:
            raise AlreadyOnACall("The colleague has a call already.")
        passed = replace(call, agent=to, began=self._now())
        session.connection().execute(_PASS_ON, {"agent": agent_id, "to": to, **self._row(session, passed)})
        ready = self._presence.leave_call(session, agent_id, AgentState.AVAILABLE)
        self._presence.enter(session, to, AgentState.ON_CALL)
        spent = Spent.between(call.began, passed.began, passed.began, ready=ready)
        self._days.add_time(session, agent_id, call.incident, spent=spent)
        self._days.count(session, to, call.incident, calls=1)
        return passed

    def current(self, session: Session, agent_id: int) -> AgentCall | None:
        """The agent's call, locked until the transaction ends. One that nobody touched for four hours is over."""
        row = session.connection().execute(_LOAD, {"agent": agent_id}).one_or_none()
        if row is None:
            return None
        if row.touched <= self._hour() - LONGEST_CALL_HOURS:
            self._let_go(session, agent_id, sealed=row.sealed, reference=row.reference)
            return None
        return self._opened(session, row.sealed, row.reference)

    def seen(self, session: Session, agent_id: int) -> AgentCall | None:
        """The agent's call, to look at and not to change: nothing is locked. LeftBehind where `current` closes it."""
        row = session.connection().execute(_READ, {"agent": agent_id}).one_or_none()
        if row is None:
            return None
        if row.touched <= self._hour() - LONGEST_CALL_HOURS:
            raise LeftBehind("Nobody has touched this call for hours.")
        return self._opened(session, row.sealed, row.reference)

    def is_busy(self, session: Session, agent_id: int) -> bool:
        """Whether the agent has a call, in wrap-up too."""
        touched = session.connection().scalar(_BUSY, {"agent": agent_id})
        return touched is not None and touched > self._hour() - LONGEST_CALL_HOURS

    def save(self, session: Session, call: AgentCall) -> None:
        """Write the call as it is now; NoLiveCall where it was closed meanwhile."""
        this = {"agent": call.agent, "this": call.reference}
        written = session.connection().execute(_SAVE, {**this, **self._row(session, call)})
        if written.rowcount != 1:
            raise NoLiveCall("This call is over.")

    def ask(self, session: Session, call: AgentCall) -> AgentCall:
        """The call while a check is made in it; what was told before is let go. NoLiveCall where its caller is gone."""
        if not call.live:
            raise NoLiveCall("The caller is gone.")
        asking = call.asking()
        self.save(session, asking)
        self._days.count(session, call.agent, call.incident, checks=1)
        return asking

    def tell(self, session: Session, asking: AgentCall, *, told: Told) -> None:
        """Keep an answer in the transaction that records it; the same rows and lengths, whatever it is.

        NoLiveCall where the call does not wait for this very check any more, or its caller is gone; ValueError where
        the call's version can't name a kind. Neither may be told.
        """
        call = self.current(session, asking.agent)
        if call is None or not _waits_for(call, asking):
            raise NoLiveCall("There is no live call for this answer.")
        self.save(session, replace(call, told=replace(told, at=self._now())))

    def settle(self, session: Session, asking: AgentCall, *, otherwise: Told) -> None:
        """Let the call that waits for this check be told `otherwise`, if no answer was recorded."""
        call = self.current(session, asking.agent)
        if call is not None and call.told is None and _waits_for(call, asking):
            self.save(session, replace(call, told=replace(otherwise, at=self._now())))

    def give_back(self, session: Session, asking: AgentCall) -> None:
        """No check was made after all, so none of the call's was used up."""
        call = self.current(session, asking.agent)
        if call is not None and call.reference == asking.reference:
            self.save(session, replace(call, unmade=call.unmade + 1))
        self._days.count(session, asking.agent, asking.incident, checks=-1)

    def wrap_up(self, session: Session, call: AgentCall) -> AgentCall:
        """The caller is gone: nothing more is asked for them, and what they heard is forgotten."""
        wrapped = call.wrapped_up(self._now())
        self.save(session, wrapped)
        if call.live:
            self._presence.enter(session, call.agent, AgentState.WRAP_UP)
        return wrapped

    def finish(self, session: Session, call: AgentCall, disposition: Disposition) -> None:
        """Close the call: its row goes, and counts are left; NoLiveCall where it was closed meanwhile."""
        self._close(session, call, disposition, then=AgentState.AVAILABLE)

    def end_all_of(self, session: Session, agent_id: int) -> None:
        """The agent may not work here any more: close whatever there is."""
        row = session.connection().execute(_LOAD, {"agent": agent_id}).one_or_none()
        if row is not None:
            self._let_go(session, agent_id, sealed=row.sealed, reference=row.reference)
        self._presence.enter(session, agent_id, AgentState.OFFLINE)

    def by_hand(self, session: Session, incident_ids: Collection[int]) -> int:
        """How many live calls of these incidents were taken by hand. Nothing is locked."""
        rows = session.connection().execute(_FRESH, {"before": self._hour() - LONGEST_CALL_HOURS})
        return sum(self._is_by_hand(session, row, incident_ids) for row in rows)

    def today(self, session: Session, *, days: int = 1) -> Mapping[int, AgentToday]:
        """What each agent has done today, or in the last days with it (UTC), over all incidents, by account."""
        return self._days.lately(session, days=days)

    def _begin(self, session: Session, call: AgentCall) -> None:
        row = {"account_id": call.agent, "reference": call.reference, **self._row(session, call)}
        if not insert_if_new(session, AgentCallRow, row):
            raise AlreadyOnACall("There is a call already.")
        if call.by_hand and self._presence.locked(session, call.agent).state in _BROUGHT_BY_TELEPHONE:
            raise AlreadyOnACall("The telephone has brought one.")
        self._presence.enter(session, call.agent, AgentState.ON_CALL)
        self._days.count(session, call.agent, call.incident, calls=1, by_hand=int(call.by_hand))

    def _close(self, session: Session, call: AgentCall, disposition: Disposition, *, then: AgentState) -> None:
        if session.connection().execute(_FORGET, {"agent": call.agent}).rowcount != 1:
            raise NoLiveCall("This call is over.")
        now, ready = self._now(), self._presence.leave_call(session, call.agent, then)
        spent = Spent.between(call.began, call.wrap_up_since or now, now, ready=ready)
        if call.by_hand:  # the telephone's own calls are logged by the telephone
            ended = EndedToday(call.language, call.role, call.began, Outcome.PERSON, "desk")
            self._log.record(session, call.incident, ended)
        count_disposition(session, call.incident, disposition=disposition, day=call.began.date())
        self._days.add_time(session, call.agent, call.incident, spent=spent)

    def _sweep(self, session: Session) -> None:
        before = self._hour() - LONGEST_CALL_HOURS
        for row in session.connection().execute(_STALE, {"before": before}).all():
            self._let_go(session, row.account_id, sealed=row.sealed, reference=row.reference)

    def _let_go(self, session: Session, agent_id: int, *, sealed: bytes, reference: bytes) -> None:
        """Close a call that its agent did not close; where its state does not open any more, only its row goes."""
        try:
            call = self._opened(session, sealed, reference)
        except (SealBroken, KeyFault, ValueError, KeyError, TypeError):
            session.connection().execute(_FORGET, {"agent": agent_id})
            self._presence.enter(session, agent_id, AgentState.OFFLINE)
        else:
            self._close(session, call, Disposition.OTHER, then=AgentState.OFFLINE)

    def _is_by_hand(self, session: Session, row: Any, within: Collection[int]) -> bool:
        with suppress(SealBroken):
            call = self._opened(session, row.sealed, row.reference)
            return call.by_hand and call.live and call.incident in within
        return False

    def _opened(self, session: Session, sealed: bytes, reference: bytes) -> AgentCall:
        state = self._keyring.open_live(sealed, reference)
        return AgentCall.from_json(state, reference, kinds=self._kinds_of(session, *incident_of(state)))

    def _row(self, session: Session, call: AgentCall) -> dict[str, object]:
        state = call.to_json(self._kinds_of(session, call.incident, call.version))
        return {"sealed": self._keyring.seal_live(state, call.reference), "touched": self._hour()}

    def _kinds_of(self, session: Session, incident: int, version: int) -> tuple[str, ...]:
        if (incident, version) not in self._kinds:  # a version never changes
            content = incidents.version_of(session, incident, version).content
            self._kinds[incident, version] = tuple(one.id for one in content.categories)
        return self._kinds[incident, version]

    def _now(self) -> datetime:
        return self._clock.now().replace(microsecond=0)

    def _hour(self) -> int:
        return int(self._clock.now().timestamp()) // 3600


def _waits_for(call: AgentCall, asking: AgentCall) -> bool:
    # A late answer to an earlier check must never be told as the answer for somebody else.
    return call.live and (call.reference, call.checks) == (asking.reference, asking.checks)
