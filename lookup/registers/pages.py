"""Pages of slots: how an entry is placed, sealed, found and opened.

    hash a, p = prf(a) ──HKDF──▶ page number | tag 16 B | slot key 32 B
    slot (60 B) = tag 16 | nonce 12 | AES-256-GCM(slot key, payload 16)
    page = 128 slots, sorted, random where unused, under AES-256-GCM with the generation's page key

Every slot and every page has one length and looks like random bytes.
Must not know: where pages are kept, and what a query means.
"""

import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotline.sealing import NONCE_BYTES, SealBroken, derive, open_sealed, seal

SLOTS = 128
TAG_BYTES = 16
PAYLOAD_BYTES = 16
SLOT_BYTES = TAG_BYTES + NONCE_BYTES + PAYLOAD_BYTES + 16
# Slots taken on average. At 85 of 128 a page overflows once in a few hundred thousand; at 70, practically never.
FULLEST, EMPTIEST = 85, 70
_SHARED, _LETTER_TELLS = 1, 2
_PAYLOAD_VERSION = 1


class PageFault(Exception):
    """A page or a slot can't be trusted: damaged, swapped, missing, or two entries where there can be one."""


class PageOverflow(Exception):
    """More entries fell on one page than it has slots; the register needs more pages."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a slot holds: a bit for each kind of information (64 at most) and two flags. 16 bytes."""

    kinds: int
    shared: bool = False
    letter_tells: bool = False

    def to_bytes(self) -> bytes:
        """Version 1 B | flags 1 B | kinds 8 B | reserved 6 B."""
        flags = self.shared * _SHARED | self.letter_tells * _LETTER_TELLS
        return bytes((_PAYLOAD_VERSION, flags)) + self.kinds.to_bytes(8, "big") + bytes(6)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Payload":
        """The payload of `raw`; PageFault for a version that this code does not know."""
        if len(raw) != PAYLOAD_BYTES or raw[0] != _PAYLOAD_VERSION:
            raise PageFault("a slot of another version")
        return cls(int.from_bytes(raw[2:10], "big"), bool(raw[1] & _SHARED), bool(raw[1] & _LETTER_TELLS))


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Where an entry lies and what opens it: a place (64 bits, taken modulo the page count), a tag and a slot key."""

    place: int
    tag: bytes
    slot_key: bytes

    @classmethod
    def of(cls, hashed: bytes, keyed: bytes) -> "Secret":
        """From Argon2's output and its keyed form, both 32 bytes: without the pepper there is no slot key."""
        raw = derive(keyed, "noticeline slot", salt=hashed, size=8 + TAG_BYTES + 32)
        return cls(int.from_bytes(raw[:8], "big"), raw[8 : 8 + TAG_BYTES], raw[8 + TAG_BYTES :])

    @classmethod
    def blank(cls) -> "Secret":
        """A secret of nothing, for a check that was refused: it reads a random page and finds nobody."""
        return cls.of(secrets.token_bytes(32), secrets.token_bytes(32))


@dataclass(frozen=True, slots=True)
class Binding:
    """What a page is sealed to: moved anywhere else, it does not open."""

    incident_id: int
    generation: int
    page_count: int

    def page_of(self, secret: Secret) -> int:
        """The number of the page on which `secret` lies, from 0."""
        return secret.place % self.page_count

    def about(self, page_no: int) -> bytes:
        """The associated data of a page."""
        return f"noticeline page|{self.incident_id}|{self.generation}|{page_no}|{self.page_count}".encode()


def seal_slot(secret: Secret, payload: Payload) -> bytes:
    """One slot, 60 bytes."""
    return secret.tag + seal(secret.slot_key, payload.to_bytes(), secret.tag)


def arrange(secrets: Sequence[Secret], page_count: int) -> list[list[int]]:
    """Which of `secrets` lie on which page, by their indices, `page_count` lists; PageOverflow if one has too many."""
    pages: list[list[int]] = [[] for _ in range(page_count)]
    for at, secret in enumerate(secrets):
        page = pages[secret.place % page_count]
        page.append(at)
        if len(page) > SLOTS:
            raise PageOverflow
    return pages


def page_counts(entries: int) -> Iterator[int]:
    """The page counts to try for so many entries, fewest first.

    The last is so roomy that chance alone can't fill a page.
    """
    for fill in (FULLEST, (FULLEST + EMPTIEST) // 2, EMPTIEST, EMPTIEST // 2):
        yield max(1, -(-entries // fill))


def seal_page(slots: Sequence[bytes], page_key: bytes, about: bytes) -> bytes:
    """One page: its slots among random ones, sorted, so that neither order nor number of the entries is left."""
    padding = [os.urandom(SLOT_BYTES) for _ in range(SLOTS - len(slots))]
    return seal(page_key, b"".join(sorted([*slots, *padding])), about)


def open_page(sealed: bytes, page_key: bytes, about: bytes) -> list[bytes]:
    """The 128 slots of a page; PageFault if it is not this page of this generation, to the last bit."""
    try:
        plain = open_sealed(page_key, sealed, about)
    except SealBroken as fault:
        raise PageFault("a page did not open") from fault
    if len(plain) != SLOTS * SLOT_BYTES:
        raise PageFault("a page of another length")
    return [plain[at : at + SLOT_BYTES] for at in range(0, len(plain), SLOT_BYTES)]


def find(slots: Sequence[bytes], secret: Secret) -> Payload | None:
    """The payload that `secret` opens, None where there is none; PageFault where two tags fit or a slot does not open.

    The same operations whatever the outcome: all 128 tags are compared, and one slot is opened, a dummy on a miss.
    """
    dummy = seal_slot(secret, Payload(kinds=0))
    candidate, fits = dummy, 0
    for slot in slots:
        fit = hmac.compare_digest(slot[:TAG_BYTES], secret.tag)
        candidate = (candidate, slot)[fit]
        fits += fit
    payload = _open_slot(candidate, secret)
    if fits > 1:
        raise PageFault("two entries with one tag")
    return payload if fits else None


def _open_slot(slot: bytes, secret: Secret) -> Payload:
    try:
        return Payload.from_bytes(open_sealed(secret.slot_key, slot[TAG_BYTES:], secret.tag))
    except SealBroken as fault:
        raise PageFault("a slot did not open") from fault
