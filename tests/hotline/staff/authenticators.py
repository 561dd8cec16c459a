"""A passkey device in software, as stubborn or as dishonest as a test needs it.

Must not know: our own code; it speaks WebAuthn.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey. `counts`: whether it counts its signatures, as a key fob does and a synchronised one does not."""

    origin: str = "https://desk.example.org"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    sign_count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def makes(self, options: str) -> str:
        """The reply to registration options."""
        asked = json.loads(options)
        self.owner = asked["user"]["id"]
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._data(asked["rp"]["id"], HAS_KEY) + bytes(16) + length + self.credential_id + self._public()
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        reply = {"clientDataJSON": self._client("webauthn.create", asked), "attestationObject": encoded(attested)}
        return self._credential(reply)

    def signs(self, options: str) -> str:
        """The reply to authentication options."""
        asked = json.loads(options)
        self.sign_count += self.counts
        client, data = self._client("webauthn.get", asked), self._data(asked["rpId"])
        signed = data + hashlib.sha256(decoded(client)).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        reply = {"clientDataJSON": client, "authenticatorData": encoded(data), "signature": encoded(signature)}
        return self._credential({**reply, "userHandle": self.owner})

    def _data(self, rp_id: str, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1, "big")
        return hashlib.sha256(rp_id.encode()).digest() + flags + self.sign_count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, str]) -> str:
        return encoded(json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode())

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _credential(self, reply: dict[str, str]) -> str:
        name = encoded(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": reply})


def encoded(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """And back."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
