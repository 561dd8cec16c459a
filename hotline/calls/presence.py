"""Presence: what each agent is doing, in one sealed row an agent.

The row is sealed because its moments would tell how long a call was, and a yes takes longer to say than a no.
Must not know: accounts, and what a call is about.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
_STATE = struct.Struct(">12s12sQ")  # state, reason, seconds since 1970
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
    """What an agent is doing. `since` is None for somebody who has never begun; `reason` is that of a break."""

    account_id: int
    state: AgentState
    reason: str
    since: datetime | None


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
        return self._opened(account_id, sealed) if sealed else _unknown(account_id)

    def all(self, session: Session) -> Sequence[AgentPresence]:
        """What everybody is doing who has ever begun."""
        rows = session.execute(select(_STATES.c.account_id, _STATES.c.sealed).order_by(_STATES.c.account_id))
        return tuple(self._opened(row.account_id, row.sealed) for row in rows)

    def change(self, session: Session, account_id: int, state: AgentState, *, reason: str = "") -> AgentPresence:
        """The agent chooses a state; InACall, NotChosenByAgents, NeedsReason."""
        if state not in CHOSEN_BY_AGENTS:
            raise NotChosenByAgents(f"An agent does not choose to be {state}.")
        if state is AgentState.BREAK and reason not in BREAK_REASONS:
            raise NeedsReason("A break needs one of its reasons.")
        present = self._locked(session, account_id)
        if present.state not in CHOSEN_BY_AGENTS:
            raise InACall("The call must be closed first.")
        reason = reason if state is AgentState.BREAK else ""
        if (present.state, present.reason) == (state, reason):
            return present  # whoever presses the button again has not begun again
        return self._write(session, account_id, state, reason=reason)

    def enter(self, session: Session, account_id: int, state: AgentState) -> AgentPresence:
        """A call brings the agent into a state, whatever it was before."""
        self._locked(session, account_id)
        return self._write(session, account_id, state)

    def _locked(self, session: Session, account_id: int) -> AgentPresence:
        blank = self._sealed(AgentPresence(account_id, AgentState.OFFLINE, "", None))
        insert_missing(session, AgentStateRow, [{"account_id": account_id, "sealed": blank}])
        return self._opened(account_id, session.connection().execute(_LOCK, {"this": account_id}).scalar_one())

    def _write(self, session: Session, account_id: int, state: AgentState, *, reason: str = "") -> AgentPresence:
        now = self._clock.now().replace(microsecond=0)
        present = AgentPresence(account_id, state, reason, now)
        session.connection().execute(_REWRITE, {"this": account_id, "sealed": self._sealed(present)})
        return present

    def _sealed(self, one: AgentPresence) -> bytes:
        since = int(one.since.timestamp()) if one.since else _NEVER
        return seal(self._key(), _STATE.pack(one.state.encode(), one.reason.encode(), since), _about(one.account_id))

    def _opened(self, account_id: int, sealed: bytes) -> AgentPresence:
        state, reason, since = _STATE.unpack(open_sealed(self._key(), sealed, _about(account_id)))
        state, reason = (word.rstrip(b"\0").decode() for word in (state, reason))
        moment = None if since == _NEVER else datetime.fromtimestamp(since, UTC)
        return AgentPresence(account_id, AgentState(state), reason, moment)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("agent states")


def _about(account_id: int) -> bytes:
    return str(account_id).encode()


def _unknown(account_id: int) -> AgentPresence:
    return AgentPresence(account_id, AgentState.OFFLINE, "", None)
