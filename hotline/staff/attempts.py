"""Which limits an attempt to sign in spends: by network and login, or by a browser that has signed in before.

A stranger can use up the pools of their network and of a login, and with them keep new browsers from it for an hour. A
browser that has signed that login in before carries a mark and has pools of its own, which no stranger can reach.
An unknown login spends exactly as a known one. Must not know: what was typed, but for the login.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from hotline.limits import Bucket, Span
from hotline.sealing import KeyRing, digest
from hotline.staff.accounts import canonical_login

FAILURES_OF_A_NETWORK = 30  # an hour
FAILURES_OF_A_LOGIN = 10  # an hour, from all browsers that are not known together, and from each that is
PASSKEY_FAILURES_OF_A_NETWORK = 60  # an hour
WRONG_CODES_AN_HOUR = 8
WRONG_CODES_A_DAY = 20
MARK_BYTES = 16
MOST_MARKS = 8
BETWEEN = "~"  # between the marks of a browser, in what its cookie holds
_LONGEST_MARK = 100
# Counters are never deleted, so what a stranger can make up must not make ever more of them. Logins share 65,536
# counters and networks a million: two of fifty agents share one with a chance of 1 in 50.
_LOGIN_SLOT_BITS, _NETWORK_SLOT_BITS = 16, 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from. `device` is what the browser gave for its marks, genuine or not."""

    network: str
    device: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, address: str, device: str | None = None) -> "Origin":
        """From the address of a browser, of which only the network counts: /24, or /64 for IPv6."""
        return cls(network_of(address), device)


def network_of(address: str) -> str:
    """The network of an address. What is no address counts as one network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False))


class Attempts:
    """Chooses the buckets of an attempt, as many for an unknown login as for a known one."""

    def __init__(self, keyring: KeyRing) -> None:
        self._keyring = keyring

    def marks_with(self, login: str, before: str | None) -> str:
        """What a browser is to carry once it has signed this login in, `random.digest` for each login, newest first.

        `before` is what it carried: colleagues who share a browser must not make strangers of each other.
        """
        others = [mark for mark in _marks_in(before) if not self._fits(login, mark)]
        new = secrets.token_urlsafe(MARK_BYTES)
        return BETWEEN.join([f"{new}.{self._seal_of(login, new)}", *others][:MOST_MARKS])

    def known(self, login: str, origin: Origin) -> bool:
        """Whether this browser has signed this login in before."""
        return self._mark_of(login, origin) is not None

    def of_password(self, login: str, origin: Origin) -> tuple[Bucket, ...]:
        """What a password spends."""
        if self.known(login, origin):
            return (_failures("staff.device", self._holder(login, origin), FAILURES_OF_A_LOGIN),)
        return (
            _failures("staff.network", self._network(origin), FAILURES_OF_A_NETWORK),
            _failures("staff.login", self._holder(login, origin), FAILURES_OF_A_LOGIN),
        )

    def of_code(self, login: str, origin: Origin) -> tuple[Bucket, ...]:
        """What a code of a second factor spends, once the password was right."""
        holder = self._holder(login, origin)
        return (
            _failures("staff.codes.hour", holder, WRONG_CODES_AN_HOUR),
            _failures("staff.codes.day", holder, WRONG_CODES_A_DAY, span=Span.DAY),
        )

    def of_passkey(self, origin: Origin) -> tuple[Bucket, ...]:
        """What a passkey spends: nothing of any login's, because nobody can guess one."""
        return (_failures("staff.passkeys", self._network(origin), PASSKEY_FAILURES_OF_A_NETWORK),)

    def _holder(self, login: str, origin: Origin) -> bytes:
        slot = self._slot("login", canonical_login(login) or login, bits=_LOGIN_SLOT_BITS)
        return slot + (self._mark_of(login, origin) or "").encode()

    def _mark_of(self, login: str, origin: Origin) -> str | None:
        return next((mark for mark in _marks_in(origin.device) if self._fits(login, mark)), None)

    def _fits(self, login: str, mark: str) -> bool:
        random, _, seal = mark.partition(".")
        return hmac.compare_digest(self._seal_of(login, random).encode(), seal.encode(errors="replace"))

    def _network(self, origin: Origin) -> bytes:
        return self._slot("network", origin.network, bits=_NETWORK_SLOT_BITS)

    def _slot(self, what: str, text: str, *, bits: int) -> bytes:
        named = digest(self._keyring.ledger_key("staff attempts"), what.encode(), text.encode(errors="replace"))
        return (int.from_bytes(named[:4], "big") >> (32 - bits)).to_bytes(4, "big")

    def _seal_of(self, login: str, mark: str) -> str:
        parts = (canonical_login(login).encode(), mark.encode(errors="replace"))
        return digest(self._keyring.ledger_key("staff devices"), *parts).hex()


def _marks_in(device: str | None) -> list[str]:
    marks = (device or "")[: MOST_MARKS * _LONGEST_MARK].split(BETWEEN)
    return [mark for mark in marks if 0 < len(mark) <= _LONGEST_MARK][:MOST_MARKS]


def names_of(buckets: Sequence[Bucket]) -> str:
    """The names of some buckets, for the audit log."""
    return ", ".join(bucket.name for bucket in buckets)


def _failures(name: str, holder: bytes, limit: int, *, span: Span = Span.HOUR) -> Bucket:
    return Bucket(name, holder, limit, span, returnable=True)
