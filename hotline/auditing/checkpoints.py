"""Checkpoints: how many entries the audit log had and where its chain stood, signed, to be kept somewhere else.

The log can't show that its own end was cut off; a checkpoint that somebody else keeps does. It is signed (Ed25519) with
a key that follows from the ledger key, so that whoever has noted the public half can check it with nothing of ours.
Must not know: any entry.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.audit import AuditEntry, AuditLog, Tag
from hotline.clock import Clock, minute
from hotline.sealing import KeyRing

TITLE = "Noticeline audit checkpoint 1"
LONGEST = 2_000  # characters of a file that can be one
_MADE = "%Y-%m-%dT%H:%MZ"
_TEXT = re.compile(
    rf"(?P<said>{TITLE}\n"
    r"desk: (?P<desk>[!-~]{1,300})\n"
    r"entries: (?P<entries>0|[1-9][0-9]{0,17})\n"
    r"chain: (?P<chain>[0-9a-f]{64})\n"
    r"made: (?P<made>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z)\n"
    r"key: (?P<key>[0-9a-f]{64})\n)"
    r"signature: (?P<signature>[0-9a-f]{128})\n"
)


class CheckpointFault(Exception):
    """A file is no checkpoint, or not of this key, or the log is not what it was; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at a moment. `desk`: the address of the installation's desk; `key`: the public half."""

    desk: str
    entries: int
    chain: bytes
    made: datetime
    key: bytes
    signature: bytes = field(default=b"", repr=False)

    @property
    def said(self) -> str:
        """What is signed: every line but the last."""
        lines = (
            TITLE,
            f"desk: {self.desk}",
            f"entries: {self.entries}",
            f"chain: {self.chain.hex()}",
            f"made: {self.made:{_MADE}}",
            f"key: {self.key.hex()}",
        )
        return "".join(f"{line}\n" for line in lines)

    @property
    def text(self) -> str:
        """The whole file."""
        return f"{self.said}signature: {self.signature.hex()}\n"

    @classmethod
    def of(cls, text: str) -> "Checkpoint":
        """What a file says, if its signature fits the key that it names; CheckpointFault."""
        found = _TEXT.fullmatch(text[: LONGEST + 1].replace("\r\n", "\n"))
        if found is None:
            raise CheckpointFault("This file is no checkpoint of an audit log, or was changed.")
        chain, key, signature = (bytes.fromhex(found[name]) for name in ("chain", "key", "signature"))
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, found["said"].encode())
            made = datetime.strptime(found["made"], _MADE).replace(tzinfo=UTC)
        except (InvalidSignature, ValueError):
            raise CheckpointFault("The signature does not fit: this file was changed, or nobody made it.") from None
        return cls(found["desk"], int(found["entries"]), chain, made, key, signature)

    def must_be_of(self, key: bytes) -> None:
        """CheckpointFault where it was signed with another key than that of this installation."""
        if self.key != key:
            raise CheckpointFault("It is signed, but with another key: it comes from another installation.")


class Checkpoints:
    """Makes checkpoints of one installation's log, and holds the log against them."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock
        self._log = AuditLog(keyring, clock)

    @property
    def key(self) -> bytes:
        """The public half of the key that signs; KeyMissing."""
        return self._private().public_key().public_bytes_raw()

    def make(self, session: Session, *, desk: str) -> Checkpoint:
        """The log as it stands, verified from its first entry on; AuditBroken. Only reads."""
        verified = self._log.verified(session)
        made = Checkpoint(desk, verified.seq, verified.chain, minute(self._clock.now()), self.key)
        return Checkpoint(
            made.desk, made.entries, made.chain, made.made, made.key, self._private().sign(made.said.encode())
        )

    def record(self, session: Session, made: Checkpoint, *, by: str) -> None:
        """Audit that somebody has taken a checkpoint with them."""
        detail = {"entries": str(made.entries)}
        self._log.record(session, Tag.AUDIT_CHECKPOINT, actor=by, incident_id=None, detail=detail)

    def hold_against(self, session: Session, checkpoint: Checkpoint) -> None:
        """CheckpointFault where the log does not go on from where the checkpoint saw it. Verify the log beside it."""
        checkpoint.must_be_of(self.key)
        if checkpoint.entries == 0:
            return
        chain = session.scalar(select(AuditEntry.chain).where(AuditEntry.seq == checkpoint.entries))
        if chain is None:
            raise CheckpointFault(
                f"The checkpoint of {checkpoint.made:%Y-%m-%d} has seen {checkpoint.entries:,} entries, and the log "
                "holds fewer: its end was cut off, or an older database was put back."
            )
        if chain != checkpoint.chain:
            raise CheckpointFault(
                f"Entry {checkpoint.entries:,} is another one than the checkpoint of {checkpoint.made:%Y-%m-%d} has "
                "seen: the log was written anew."
            )

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._keyring.ledger_key("audit checkpoints"))
