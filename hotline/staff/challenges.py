"""Challenges that a passkey signs: made without a row, good for five minutes, and each good once.

A challenge carries its own end and a keyed digest, so strangers who ask for thousands write nothing; only one that was
signed rightly is remembered, until its end. Must not know: passkeys.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.database import Base, UtcDateTime, insert_if_new, table_of
from hotline.sealing import KeyRing, digest

LASTS = timedelta(minutes=5)
_END_BYTES, _RANDOM_BYTES = 8, 24
_PLAIN_BYTES = _END_BYTES + _RANDOM_BYTES


class SpentChallenge(Base):
    """A challenge that was answered."""

    __tablename__ = "staff_spent_challenges"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


_SPENT = table_of(SpentChallenge)


class Challenges:
    """Makes challenges for a purpose and takes each once."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def new(self, purpose: str) -> bytes:
        """A challenge for this purpose: 64 bytes."""
        end = int((self._clock.now() + LASTS).timestamp())
        plain = end.to_bytes(_END_BYTES, "big") + secrets.token_bytes(_RANDOM_BYTES)
        return plain + self._seal_of(plain, purpose)

    def is_ours(self, challenge: bytes, purpose: str) -> bool:
        """Whether it was made for this purpose and is not over. Only computes."""
        plain, seal = challenge[:_PLAIN_BYTES], challenge[_PLAIN_BYTES:]
        end = int.from_bytes(plain[:_END_BYTES], "big")
        ours = hmac.compare_digest(self._seal_of(plain, purpose), seal)
        return ours and self._clock.now().timestamp() < end

    def spend(self, session: Session, challenge: bytes) -> bool:
        """Remember that it was answered, in the caller's transaction; False where it was answered before."""
        now = self._clock.now()
        session.connection().execute(delete(_SPENT).where(_SPENT.c.until <= now - LASTS))
        name = digest(self._key(), b"spent", challenge)
        return insert_if_new(session, SpentChallenge, {"digest": name, "until": now + LASTS})

    def _seal_of(self, plain: bytes, purpose: str) -> bytes:
        return digest(self._key(), purpose.encode(), plain)

    def _key(self) -> bytes:
        return self._keyring.ledger_key("staff challenges")
