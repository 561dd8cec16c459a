"""Passwords: which are too weak, and the one slow hash behind each.

Hashes are made one at a time by a process that gives way to callers, and few may wait, since each that waits keeps a
thread of the server from them. Strangers, moreover, may try so many at once and then only so many a second: whoever
floods the sign-in page keeps only other strangers from it. The hash is of a keyed digest, so the database alone lets
nobody try passwords. Must not know: whose password it is.
"""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import BoundedSemaphore, Lock
from time import monotonic

import structlog

from hotline.sealing import KeyRing, digest
from hotline.slow_hash import HASH_BYTES, SALT_BYTES, HashedApart, HashingFault, PasswordCost, SlowHash, hasher

log = structlog.get_logger()

SHORTEST = 15  # characters
LONGEST = 128
_LONGEST_JUDGED = 72  # zxcvbn's own bound: its work grows faster than the text
_FEWEST_GUESSES = 10**10
PLACES, PLACES_OF_STRANGERS = 3, 1  # one that is hashed and those that wait behind it
# Of each worker. A shift may begin at once, in browsers that nobody knows; a flood gets what comes after.
STRANGERS_AT_ONCE, STRANGERS_A_SECOND = 20, 4


class Weakness(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTAINS_LOGIN = "contains_login"


class SigningInBusy(Exception):
    """Every place for a hash is taken; nothing was spent. Ask again in a moment."""

    def __init__(self) -> None:
        super().__init__("Many people are signing in right now. Try again in a moment.")


# OWASP's table. A password here has fifteen characters and a second factor beside it; more memory would be more for a
# flood of sign-ins to take from callers.
STANDARD = PasswordCost(memory_kib=19 * 1024, passes=2)


def canonical(password: str) -> str:
    """One spelling for what looks alike, whatever keyboard it came from."""
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])


def why_weak(password: str, *, login: str, name: str) -> Weakness | None:
    """Why this password can't be somebody's; None where it can."""
    given = canonical(password)
    if len(given) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(given) > LONGEST:
        return Weakness.TOO_LONG
    if login.casefold() in given.casefold():
        return Weakness.CONTAINS_LOGIN
    from zxcvbn import zxcvbn  # its word lists take 13 MB, and hardly any process ever needs them

    judged = zxcvbn(given[:_LONGEST_JUDGED], user_inputs=[login, *name.split()])
    return Weakness.COMMON if judged["guesses"] < _FEWEST_GUESSES else None


class Trickle:
    """Lets so many through at once, and after them so many a second, until it was quiet for long enough."""

    def __init__(self, *, at_once: int, a_second: float) -> None:
        self._at_once, self._a_second = at_once, a_second
        self._left, self._since = float(at_once), monotonic()
        self._one_at_a_time = Lock()

    def lets_through(self) -> bool:
        """Whether one more may go."""
        with self._one_at_a_time:
            now = monotonic()
            self._left = min(self._at_once, self._left + (now - self._since) * self._a_second)
            self._since = now
            may_go = self._left >= 1
            self._left -= may_go
        return may_go


class PasswordHashing:
    """Argon2id of keyed passwords, with three places, of which strangers get one, and they only now and then."""

    def __init__(self, keyring: KeyRing, *, by: SlowHash | None = None, strangers: Trickle | None = None) -> None:
        self._keyring = keyring
        self._strangers = strangers or Trickle(at_once=STRANGERS_AT_ONCE, a_second=STRANGERS_A_SECOND)
        self._by = by or HashedApart(STANDARD)
        self._hasher = hasher(self._by.cost)
        self._places = BoundedSemaphore(PLACES)
        self._places_of_strangers = BoundedSemaphore(PLACES_OF_STRANGERS)
        self._nobodys = self._encoded_at_random()

    @contextmanager
    def place(self, *, known: bool = False) -> Iterator[None]:
        """Keep a place for one hash; SigningInBusy when there is none. `known`: a browser that strangers don't have."""
        with _no_place() if known else _place_in(self._places_of_strangers), _place_in(self._places):
            yield

    def admit(self, *, known: bool = False) -> None:
        """Let somebody try a password; SigningInBusy when there is no place now, or too many strangers come."""
        with self.place(known=known):
            if not known and not self._strangers.lets_through():
                raise SigningInBusy

    def hash(self, password: str) -> str:
        """The encoded hash of a password; SigningInBusy."""
        with _or_busy():
            return self._by.hash(self._keyed(password))

    def verify(self, encoded: str | None, password: str) -> bool:
        """Whether this is the password. As much work where there is none to compare it with, and then False.

        SigningInBusy.
        """
        with _or_busy():
            return self._by.matches(encoded or self._nobodys, self._keyed(password))

    def needs_rehash(self, encoded: str) -> bool:
        """Whether it was made at another cost than today's."""
        return bool(encoded) and self._hasher.check_needs_rehash(encoded)

    def close(self) -> None:
        """No password is hashed any more."""
        self._by.close()

    def _keyed(self, password: str) -> bytes:
        key = self._keyring.ledger_key("staff passwords")
        return digest(key, canonical(password).encode(errors="surrogatepass"))

    def _encoded_at_random(self) -> str:
        # The hash of no password: it takes as long to compare with, and no work to make.
        salt, hashed = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (SALT_BYTES, HASH_BYTES))
        cost = self._by.cost
        return f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p=1${salt}${hashed}"


@contextmanager
def _place_in(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise SigningInBusy
    try:
        yield
    finally:
        places.release()


@contextmanager
def _no_place() -> Iterator[None]:
    yield


@contextmanager
def _or_busy() -> Iterator[None]:
    try:
        yield
    except HashingFault:
        log.error("passwords.fault")
        raise SigningInBusy from None
