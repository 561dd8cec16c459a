"""Sealing: the key ring on disk, and the few lines that seal and open bytes with its keys.

The installation has two keys. The *ledger key* seals what has to last (counters, tallies); each use derives its own key
from it. The *live key* seals calls in progress and moves forward every hour by a one-way step, so that today's ring
opens no call of yesterday's database. Keys are read from the ring each time: a ring moved away stops answers at once.
Must not know: what is sealed, and the keys of a register (`lookup.keyring`).
"""

import hmac
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from hotline.clock import Clock

KEY_BYTES = 32
NONCE_BYTES = 12
SEAL_BYTES = NONCE_BYTES + 16  # what sealing adds to a text
LIVE_HOURS = 5  # a Twilio call ends after four hours at the latest
_LIVE = re.compile(r"live-([0-9]{1,9})")
_LENGTH_BYTES = 2
_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}")
DRAFT_SECONDS = 600  # nobody takes so long to write 32 bytes


class KeyFault(Exception):
    """A key can't be used; the message says which and what to do."""


class KeyMissing(KeyFault):
    """The ring, or one key in it, is not there."""


class KeyWrong(KeyFault):
    """A key is there, but is damaged or is not the one with which this database was sealed."""


class SealBroken(Exception):
    """Sealed bytes did not open: another key, another place, or a change."""


class KeyRing:
    """A folder of key files, 32 random bytes each, readable by their owner only, outside database and backups."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._folder = str(path)
        self._clock = clock

    def read(self, name: str) -> bytes:
        """The key `name` as it stands on disk now; KeyMissing or KeyWrong."""
        try:
            with open(f"{self._folder}/{name}.key", "rb", buffering=0) as file:  # noqa: PTH123  nine times a check
                key = file.read(KEY_BYTES + 1)
        except OSError as fault:
            raise KeyMissing(f"The key “{name}” can't be read from the key ring {self.path}.") from fault
        if len(key) != KEY_BYTES:
            raise KeyWrong(f"The key “{name}” in {self.path} is damaged: {KEY_BYTES} bytes expected, {len(key)} found.")
        return key

    def has(self, name: str) -> bool:
        """Whether a file for the key `name` exists."""
        return (self.path / f"{name}.key").exists()

    def create(self, name: str) -> bytes:
        """A new random key `name`, written once and never over another; FileExistsError if it is there."""
        key = secrets.token_bytes(KEY_BYTES)
        self.write(name, key)
        return key

    def write(self, name: str, key: bytes) -> None:
        """Put `key` on disk under `name`, whole or not at all; FileExistsError if it is there."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path / f"{name}.key"
        draft = self.path / f".{name}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(key)
                out.flush()
                os.fsync(out.fileno())
            os.link(draft, file)  # fails where a rename would overwrite
            self._sweep(before=draft.stat().st_mtime - DRAFT_SECONDS)
        finally:
            draft.unlink()

    def _sweep(self, *, before: float) -> None:
        # A process that is killed while it writes a key leaves the key in a draft. Files' times, not our clock's.
        for draft in self.path.glob(".*"):
            with suppress(FileNotFoundError):  # another worker sweeps too
                if _DRAFT.fullmatch(draft.name) and draft.stat().st_mtime < before:
                    draft.unlink()

    def names(self) -> list[str]:
        """The names of the keys in this ring; none where it is not there."""
        try:
            return [file.stem for file in self.path.iterdir() if file.suffix == ".key"]
        except OSError:
            return []

    def destroy(self, name: str) -> None:
        """Remove the key `name` from this ring; nothing happens where it is not there."""
        (self.path / f"{name}.key").unlink(missing_ok=True)

    def destroy_drafts(self, beginning: str) -> None:
        """Remove what killed writes have left of keys whose names begin so. Nobody may be writing such a key."""
        for draft in self.path.glob(f".{beginning}*"):
            if _DRAFT.fullmatch(draft.name):
                draft.unlink(missing_ok=True)

    def ledger_key(self, label: str) -> bytes:
        """The key of one use of the ledger key, such as "limits": 32 bytes."""
        return derive(self.read("ledger"), label)

    def seal_live(self, plain: bytes, about: bytes, *, size: int = 1024) -> bytes:
        """Seal the state of a call under this hour's key into exactly `size` bytes, hour first.

        ValueError if too long.
        """
        hour = self._hour()
        head = hour.to_bytes(4, "big")
        return head + seal(self._live_key(hour), plain, head + about, size=size - len(head))

    def open_live(self, sealed: bytes, about: bytes) -> bytes:
        """The state that `seal_live` sealed within the last five hours; SealBroken, KeyMissing."""
        head = sealed[:4]
        hour = int.from_bytes(head, "big")
        if not self._hour() - LIVE_HOURS < hour <= self._hour() + 1:  # + 1: two hosts' clocks may differ
            raise SealBroken("sealed in another hour")
        return open_sealed(self._live_key(hour), sealed[4:], head + about, padded=True)

    def create_live(self) -> None:
        """Begin the chain of live keys, a few hours back; does nothing where one has begun."""
        if self._oldest_live() is None:
            self.create(f"live-{self._hour() - LIVE_HOURS + 1}")

    def _hour(self) -> int:
        return int(self._clock.now().timestamp()) // 3600

    def _live_key(self, hour: int) -> bytes:
        # Only the oldest key still needed is on disk: the younger ones follow from it, and none leads back.
        stored, key = self._advance_live()
        if hour < stored:
            raise SealBroken("sealed in an hour whose key is gone")
        return _forward(key, hour - stored)

    def _advance_live(self) -> tuple[int, bytes]:
        oldest = self._hour() - LIVE_HOURS + 1
        with suppress(KeyMissing):  # it is there but once an hour
            return oldest, self.read(f"live-{oldest}")
        stored, key = self._stored_live()
        if stored > self._hour():
            return oldest, self._begin_anew(oldest)
        if stored >= oldest:
            return stored, key
        key = _forward(key, oldest - stored)
        try:
            self.write(f"live-{oldest}", key)
        except FileExistsError:
            key = self.read(f"live-{oldest}")  # another worker was first, with the same key
        self._keep_only(oldest)
        return oldest, key

    def _begin_anew(self, oldest: int) -> bytes:
        # A clock was wrong once and the chain ran ahead of the hour. Nothing leads back, so calls in progress are lost.
        with suppress(FileExistsError):
            self.create(f"live-{oldest}")
        self._keep_only(oldest)
        return self.read(f"live-{oldest}")

    def _keep_only(self, oldest: int) -> None:
        # All others, because a worker that dies between writing and removing leaves a key that opens older calls.
        for name in self.names():
            if _LIVE.fullmatch(name) and name != f"live-{oldest}":
                self.destroy(name)

    def _stored_live(self) -> tuple[int, bytes]:
        for _ in range(2):  # between the listing and the read another worker may move the chain, once an hour
            stored = self._oldest_live()
            if stored is not None and self.has(f"live-{stored}"):
                return stored, self.read(f"live-{stored}")
        raise KeyMissing(f"The live key can't be read from the key ring {self.path}.")

    def _oldest_live(self) -> int | None:
        # Two files for an instant while a worker moves the chain: the younger is the one that stays.
        return max((int(found[1]) for name in self.names() if (found := _LIVE.fullmatch(name))), default=None)


def seal(key: bytes, plain: bytes, about: bytes, *, size: int | None = None) -> bytes:
    """AES-256-GCM with a random nonce: nonce | ciphertext. `about` is bound but not stored.

    With `size`, the text is padded so that the result has exactly `size` bytes, whatever its length was; ValueError
    where it has no room.
    """
    if size is not None:
        room = size - SEAL_BYTES - _LENGTH_BYTES
        if len(plain) > room:
            raise ValueError(f"{len(plain)} bytes to seal, room for {room}")
        plain = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain.ljust(room, b"\0")
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def open_sealed(key: bytes, sealed: bytes, about: bytes, *, padded: bool = False) -> bytes:
    """What `seal` sealed with the same key and `about` (`padded`: with a size); SealBroken if anything differs."""
    try:
        plain = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as fault:
        raise SealBroken("sealed bytes did not open") from fault
    if not padded:
        return plain
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    return plain[_LENGTH_BYTES : _LENGTH_BYTES + length]


def derive(key: bytes, label: str, *, salt: bytes | None = None, size: int = KEY_BYTES) -> bytes:
    """HKDF-SHA-256 of `key` for the use that `label` names: `size` bytes.

    Without a salt only its second half is needed, because every key of the ring is evenly random (RFC 5869, 3.3).
    """
    if salt is None:
        return HKDFExpand(hashes.SHA256(), length=size, info=label.encode()).derive(key)
    return HKDF(hashes.SHA256(), length=size, salt=salt, info=label.encode()).derive(key)


def digest(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA-256 of the parts, each with its length before it so that no two lists of parts are alike: 32 bytes."""
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in parts), "sha256")


def check_value(key: bytes, name: str) -> bytes:
    """Eight bytes by which a key is recognised without being shown."""
    return digest(key, b"key check", name.encode())[:8]


def _forward(key: bytes, hours: int) -> bytes:
    for _ in range(hours):
        key = derive(key, "noticeline live key, next hour")
    return key
