"""Presence: what each agent is doing, in one sealed row an agent.

The row is sealed because its moments would tell how long a call was, and a yes takes longer to say than a no.
Must not know: accounts, and what a call is about.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_missing, table_of
from hotline.sealing import SEAL_BYTES, KeyRing, open_sealed, seal


class AgentState(StrEnum):
    """What an agent is doing."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RINGING = "ringing"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    BREAK = "break"


CHOSEN_BY_AGENTS = (AgentState.OFFLINE, AgentState.AVAILABLE, AgentState.BREAK)
BREAK_REASONS = ("meal", "short", "training", "other")
MISSED = "missed"  # the reason of a break that nobody chooses: a call rang and was not taken
SEEN_SECONDS = 60  # an agent whose page has not been seen for so long is not at their desk
SEEN_EVERY = 15  # and it is written down no oftener
READY = (AgentState.AVAILABLE, AgentState.RINGING)  # the time in them is at the desk, and not yet in a call
# State, reason; since and seen in seconds since 1970; ready in seconds. Earlier versions sealed less of it.
_STATE = struct.Struct(">12s12sQQI")
_SEALED_BYTES = _STATE.size + SEAL_BYTES
_NEVER = 0


class ImpossibleChange(Exception):
    """An agent can't go from where they are to what they chose."""


class InACall(ImpossibleChange):
    """The agent has a call: it must be closed first."""


class NotChosenByAgents(ImpossibleChange):
    """This state comes with a call; nobody chooses it."""


class NeedsReason(ImpossibleChange):
    """A break has one of the BREAK_REASONS."""


@dataclass(frozen=True, slots=True)
class AgentPresence:
    """What an agent is doing. `since` is None for somebody who has never begun; `reason` is that of a break.

    `seen` is when their page was last seen, None where it never was. `ready` is for how many seconds they have been
    available or rung since their last call.
    """

    account_id: int
    state: AgentState
    reason: str
    since: datetime | None
    seen: datetime | None = None
    ready: int = 0

    def until(self, now: datetime) -> AgentPresence:
        """The same, with the time for which they were ready since it was written; a minute of a page that is gone."""
        written = max((moment for moment in (self.since, self.seen) if moment), default=now)
        passed = min(int((now - written).total_seconds()), SEEN_SECONDS)
        return replace(self, ready=self.ready + passed) if self.state in READY and passed > 0 else self

    def at_desk(self, now: datetime) -> bool:
        """Whether they work, and their page is open: a browser that went away is nobody at the desk."""
        fresh = self.seen is not None and now - self.seen <= timedelta(seconds=SEEN_SECONDS)
        return fresh and self.state is not AgentState.OFFLINE

    def shown(self, now: datetime) -> AgentState:
        """What to show of them: whose page is gone takes no calls, so they are offline unless in one."""
        goes_on = self.state in (AgentState.ON_CALL, AgentState.WRAP_UP)
        return self.state if goes_on or self.at_desk(now) else AgentState.OFFLINE

    def due(self, now: datetime) -> bool:
        """Whether their page was seen so long ago that `Presence.seen` would write it down."""
        return self.seen is None or now - self.seen >= timedelta(seconds=SEEN_EVERY)


class AgentStateRow(Base):
    """One agent's state."""

    __tablename__ = "agent_states"

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(_SEALED_BYTES))


_STATES = table_of(AgentStateRow)
_THIS = _STATES.c.account_id == bindparam("this")
_READ = select(_STATES.c.sealed).where(_THIS)
_LOCK = _READ.with_for_update()
_REWRITE = update(_STATES).where(_THIS).values(sealed=bindparam("sealed"))


class Presence:
    """Keeps agents' states, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def state_of(self, session: Session, account_id: int) -> AgentPresence:
        """What an agent is doing; OFFLINE for somebody who has never begun."""
        sealed = session.connection().scalar(_READ, {"this": account_id})
        return _opened(self._key(), account_id, sealed) if sealed else _unknown(account_id)

    def all(self, session: Session) -> Sequence[AgentPresence]:
        """What everybody is doing who has ever begun."""
        rows = session.execute(select(_STATES.c.account_id, _STATES.c.sealed).order_by(_STATES.c.account_id))
        key = self._key()
        return tuple(_opened(key, row.account_id, row.sealed) for row in rows)

    def change(self, session: Session, account_id: int, state: AgentState, *, reason: str = "") -> AgentPresence:
        """The agent chooses a state; InACall, NotChosenByAgents, NeedsReason."""
        if state not in CHOSEN_BY_AGENTS:
            raise NotChosenByAgents(f"An agent does not choose to be {state}.")
        if state is AgentState.BREAK and reason not in BREAK_REASONS:
            raise NeedsReason("A break needs one of its reasons.")
        present = self.locked(session, account_id)
        if present.state not in CHOSEN_BY_AGENTS:
            raise InACall("The call must be closed first.")
        reason = reason if state is AgentState.BREAK else ""
        if (present.state, present.reason) == (state, reason):
            return present  # whoever presses the button again has not begun again
        return self._begun(session, present, state, reason=reason)

    def leave(self, session: Session, account_id: int) -> None:
        """Nobody sits there any more: offline, unless a call goes on."""
        with suppress(ImpossibleChange):
            self.change(session, account_id, AgentState.OFFLINE)

    def enter(self, session: Session, account_id: int, state: AgentState, *, reason: str = "") -> AgentPresence:
        """A call brings the agent into a state, whatever it was before."""
        return self._begun(session, self.locked(session, account_id), state, reason=reason)

    def seen(self, session: Session, account_id: int) -> AgentPresence:
        """The agent's page is open: written down where that was last done SEEN_EVERY seconds ago, or never."""
        present = self.state_of(session, account_id)
        if not present.due(self._now()):
            return present
        return self._write(session, replace(self.locked(session, account_id).until(self._now()), seen=self._now()))

    def leave_call(self, session: Session, account_id: int, state: AgentState) -> int:
        """The agent's call is over; for how many seconds they had been ready before it, which begin anew."""
        present = self.locked(session, account_id)
        self._begun(session, replace(present, ready=0), state, reason="")
        return present.ready

    def locked(self, session: Session, account_id: int) -> AgentPresence:
        """What an agent is doing, which nobody else changes until the transaction ends."""
        blank = self._sealed(AgentPresence(account_id, AgentState.OFFLINE, "", None))
        insert_missing(session, AgentStateRow, [{"account_id": account_id, "sealed": blank}])
        sealed = session.connection().execute(_LOCK, {"this": account_id}).scalar_one()
        return _opened(self._key(), account_id, sealed)

    def _begun(self, session: Session, present: AgentPresence, state: AgentState, *, reason: str) -> AgentPresence:
        now = self._now()
        return self._write(session, replace(present.until(now), state=state, reason=reason, since=now))

    def _write(self, session: Session, present: AgentPresence) -> AgentPresence:
        this = {"this": present.account_id, "sealed": self._sealed(present)}
        session.connection().execute(_REWRITE, this)
        return present

    def _sealed(self, one: AgentPresence) -> bytes:
        moments = (_seconds(one.since), _seconds(one.seen))
        packed = _STATE.pack(one.state.encode(), one.reason.encode(), *moments, one.ready)
        return seal(self._key(), packed, _about(one.account_id))

    def _now(self) -> datetime:
        return self._clock.now().replace(microsecond=0)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("agent states")


def _opened(key: bytes, account_id: int, sealed: bytes) -> AgentPresence:
    plain = open_sealed(key, sealed, _about(account_id))
    state, reason, since, seen, ready = _STATE.unpack(plain.ljust(_STATE.size, b"\0"))
    state, reason = (word.rstrip(b"\0").decode() for word in (state, reason))
    return AgentPresence(account_id, AgentState(state), reason, _moment(since), _moment(seen), ready)


def _about(account_id: int) -> bytes:
    return str(account_id).encode()


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else _NEVER


def _moment(seconds: int) -> datetime | None:
    return None if seconds == _NEVER else datetime.fromtimestamp(seconds, UTC)


def _unknown(account_id: int) -> AgentPresence:
    return AgentPresence(account_id, AgentState.OFFLINE, "", None)
