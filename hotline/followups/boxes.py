"""Boxes that only the custodian opens: details sealed to a public key, always to the same length.

The private half is made on the custodian's own machine and never comes near the server. A box is a libsodium sealed box
(X25519, XSalsa20-Poly1305): whoever sealed it can't open it again. Must not know: what is sealed, and where it is kept.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

ROOM = 1024  # bytes of text, padded
BOX_BYTES = ROOM + 48
_LENGTH_BYTES = 2


class BoxShut(Exception):
    """A box does not open, or a key is none; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CustodianKey:
    """The custodian's key pair, 32 bytes each half."""

    private: bytes = field(repr=False)
    public: bytes

    @classmethod
    def generate(cls) -> "CustodianKey":
        """A new pair."""
        return cls._of(PrivateKey.generate())

    @classmethod
    def read(cls, file: Path) -> "CustodianKey":
        """The pair of a file that `write` wrote; BoxShut where it is none."""
        try:
            return cls._of(PrivateKey(base64.b64decode(file.read_text("ascii").strip(), validate=True)))
        except (OSError, ValueError, TypeError, binascii.Error, CryptoError) as fault:
            raise BoxShut(f"{file} is not a custodian's private key.") from fault

    @classmethod
    def _of(cls, private: PrivateKey) -> "CustodianKey":
        return cls(bytes(private), bytes(private.public_key))

    def write(self, file: Path) -> None:
        """Put the private half into a new file that only its owner can read; FileExistsError where one is there."""
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "wb") as out:
            out.write(base64.b64encode(self.private) + b"\n")
            out.flush()
            os.fsync(out.fileno())

    @property
    def public_text(self) -> str:
        """The public half as an incident file has it."""
        return base64.b64encode(self.public).decode("ascii")


def seal_for(public: bytes, details: Mapping[str, str]) -> bytes:
    """The details in a box for whoever has the private half of `public`: BOX_BYTES, whatever they are.

    ValueError where they have no room.
    """
    plain = json.dumps(dict(details), sort_keys=True, ensure_ascii=False).encode()
    room = ROOM - _LENGTH_BYTES
    if len(plain) > room:
        raise ValueError(f"{len(plain)} bytes to seal, room for {room}")
    return SealedBox(PublicKey(public)).encrypt(len(plain).to_bytes(_LENGTH_BYTES, "big") + plain.ljust(room, b"\0"))


def open_box(key: CustodianKey, box: bytes) -> dict[str, str]:
    """The details in a box; BoxShut where it was sealed for another key, changed, or holds something else."""
    try:
        plain = SealedBox(PrivateKey(key.private)).decrypt(box)
    except (CryptoError, ValueError, TypeError) as fault:
        raise BoxShut("A request was sealed for another key, or changed.") from fault
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    return _details(plain[_LENGTH_BYTES : _LENGTH_BYTES + length])


def _details(plain: bytes) -> dict[str, str]:
    # Whoever can write to the database can put in a box of their own: the public key is no secret.
    try:
        opened = json.loads(plain)
    except (ValueError, RecursionError) as fault:
        raise BoxShut("A request holds no details.") from fault
    if not isinstance(opened, dict) or not all(isinstance(value, str) for value in opened.values()):
        raise BoxShut("A request holds no details.")
    return opened
