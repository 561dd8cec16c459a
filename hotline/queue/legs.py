"""The telephones of agents that ring or are connected: one row an agent, so that no telephone ever rings twice at once.

Each is named by a random `offer`, which the carrier brings back; the row is sealed under the live key. Must not know:
what is said on a telephone, and how it is rung.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, insert_if_new, table_of
from hotline.queue.places import REFERENCE_BYTES
from hotline.sealing import KeyRing, SealBroken

CLIENT = "client:"  # so begins the address of a telephone in a browser or an app
OFFER_BYTES = 16
SEALED_BYTES = 512
NO_CALL = bytes(REFERENCE_BYTES)  # the reference of a leg that is about no call


class Purpose(StrEnum):
    """Why an agent's telephone rings."""

    CALL = "call"  # for a caller in the queue
    CALLBACK = "callback"  # for one who wants to be called back
    TRANSFER = "transfer"  # a colleague asks
    CHECK = "check"  # to see whether it is theirs
    READING = "reading"  # to read texts to them


class AgentLegRow(Base):
    """One telephone of an agent, ringing or connected."""

    __tablename__ = "agent_legs"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    offer: Mapped[bytes] = mapped_column(LargeBinary(OFFER_BYTES), unique=True)
    reference: Mapped[bytes] = mapped_column(LargeBinary(REFERENCE_BYTES))
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_BYTES))


@dataclass(frozen=True, slots=True)
class AgentLeg:
    """A telephone that rings for `agent`, or is connected.

    `reference` is the queued call's. `leg` is the carrier's id, empty until it is known. `until` is when the offer
    expires unless it is taken. `accepted`: at the desk; `picked_up`: the telephone was; `connected`: both, so the agent
    has the call, or speaks with the colleague whom they help (`helps`, with a TRANSFER only). `about`: what is
    read on it.
    """

    agent: int
    offer: str
    reference: bytes = field(repr=False)
    purpose: Purpose
    address: str = field(repr=False)
    line: str
    began: datetime
    until: datetime
    leg: str = field(default="", repr=False)
    accepted: bool = False
    picked_up: bool = False
    connected: bool = False
    helps: int | None = None
    about: str = ""

    @property
    def is_of_no_call(self) -> bool:
        """Whether it rings for its owner alone: nobody waits for them, and nothing becomes of it but its end."""
        return self.purpose in (Purpose.CHECK, Purpose.READING)

    @property
    def only_a_person(self) -> bool:
        """Whether nobody but a person can pick it up: behind a number there may be an answering machine."""
        return self.address.startswith(CLIENT)

    def to_json(self) -> bytes:
        """All that has no column of its own."""
        kept: dict[str, Any] = {name: value for name, value in asdict(self).items() if name not in _COLUMNS}
        kept |= {name: int(getattr(self, name).timestamp()) for name in _MOMENTS}
        return json.dumps(kept, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, written: bytes, **columns: Any) -> AgentLeg:
        """What `to_json` wrote, with its columns; ValueError, KeyError or TypeError for anything else."""
        kept = json.loads(written)
        kept |= {name: datetime.fromtimestamp(kept[name], UTC) for name in _MOMENTS}
        return cls(**columns, **{**kept, "purpose": Purpose(kept["purpose"])})


_COLUMNS, _MOMENTS = ("agent", "offer", "reference"), ("began", "until")
_LEGS = table_of(AgentLegRow)
_BY_OFFER = select(_LEGS).where(_LEGS.c.offer == bindparam("this"))
_BY_AGENT = select(_LEGS).where(_LEGS.c.account_id == bindparam("this"))
_ALL = select(_LEGS).order_by(_LEGS.c.account_id)
_OF_CALL = _ALL.where(_LEGS.c.reference == bindparam("this"))
_LOCK_BY_OFFER, _LOCK_BY_AGENT, _LOCK_OF_CALL = (one.with_for_update() for one in (_BY_OFFER, _BY_AGENT, _OF_CALL))
_SAVE = update(_LEGS).where(_LEGS.c.offer == bindparam("this"))
_SAVE = _SAVE.values(reference=bindparam("about"), sealed=bindparam("state"))
_RELEASE = delete(_LEGS).where(_LEGS.c.offer == bindparam("this"))
_CLEAR = delete(_LEGS).where(_LEGS.c.account_id == bindparam("this"))


class AgentLegs:
    """Keeps agents' telephones under the live key, in the caller's transaction.

    A row whose state does not open any more is as if it were not there; KeyMissing or KeyWrong where the ring is gone.
    """

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def reserve(self, session: Session, leg: AgentLeg) -> bool:
        """Keep a new leg; False where this agent has one, which stays as it is. Of two at once one is told True."""
        row = {"account_id": leg.agent, "offer": bytes.fromhex(leg.offer), "reference": leg.reference}
        return insert_if_new(session, AgentLegRow, {**row, "sealed": self._sealed(leg)})

    def stop(self, session: Session, agent: int) -> None:
        """Until the transaction ends nobody begins to ring this agent; what somebody has just begun is seen after it.

        Comes before whatever else is locked.
        """
        # A row that is gone again: whoever keeps one for the same agent waits until this transaction has ended, and
        # this one waits for whoever does at this moment.
        offer = secrets.token_bytes(OFFER_BYTES)
        row = {"account_id": agent, "offer": offer, "reference": NO_CALL, "sealed": b""}
        if insert_if_new(session, AgentLegRow, row):
            session.connection().execute(_RELEASE, {"this": offer})

    def by_offer(self, session: Session, offer: str, *, lock: bool = True) -> AgentLeg | None:
        """The leg of this name; locked until the transaction ends unless it is only looked at."""
        return self._one(session, _LOCK_BY_OFFER if lock else _BY_OFFER, bytes.fromhex(offer))

    def of_agent(self, session: Session, agent: int, *, lock: bool = True) -> AgentLeg | None:
        """The agent's leg; locked until the transaction ends unless it is only looked at."""
        return self._one(session, _LOCK_BY_AGENT if lock else _BY_AGENT, agent)

    def of_call(self, session: Session, reference: bytes, *, lock: bool = True) -> tuple[AgentLeg, ...]:
        """The legs that belong to a queued call, locked in the order of their agents unless they are only looked at."""
        rows = session.connection().execute(_LOCK_OF_CALL if lock else _OF_CALL, {"this": reference})
        return tuple(leg for row in rows if (leg := self._opened(row)) is not None)

    def all(self, session: Session) -> Sequence[tuple[int, AgentLeg | None]]:
        """Every agent who has a leg, and the leg, or None where it does not open; nothing is locked."""
        return tuple((row.account_id, self._opened(row)) for row in session.connection().execute(_ALL))

    def save(self, session: Session, leg: AgentLeg) -> None:
        """Write the leg as it is now."""
        written = {"this": bytes.fromhex(leg.offer), "about": leg.reference, "state": self._sealed(leg)}
        session.connection().execute(_SAVE, written)

    def release(self, session: Session, leg: AgentLeg) -> None:
        """Forget the leg: whatever its telephone asks from now on, it is over."""
        session.connection().execute(_RELEASE, {"this": bytes.fromhex(leg.offer)})

    def clear(self, session: Session, agent: int) -> bool:
        """Forget a leg whose state does not open; False where there is none such."""
        connection = session.connection()
        row = connection.execute(_LOCK_BY_AGENT, {"this": agent}).one_or_none()
        if row is None or self._opened(row) is not None:
            return False
        connection.execute(_CLEAR, {"this": agent})
        return True

    def _one(self, session: Session, statement: Any, this: object) -> AgentLeg | None:
        row = session.connection().execute(statement, {"this": this}).one_or_none()
        return None if row is None else self._opened(row)

    def _sealed(self, leg: AgentLeg) -> bytes:
        return self._keyring.seal_live(leg.to_json(), bytes.fromhex(leg.offer), size=SEALED_BYTES)

    def _opened(self, row: Any) -> AgentLeg | None:
        try:
            state = self._keyring.open_live(row.sealed, row.offer)
        except SealBroken:
            return None
        return AgentLeg.from_json(state, agent=row.account_id, offer=row.offer.hex(), reference=row.reference)
