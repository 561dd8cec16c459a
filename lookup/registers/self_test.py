"""The self-test: a known hit and a known miss, asked of the register that answers, every five minutes.

The canary's identifiers are random, kept in the key ring, and hashed under a scheme name that no query can carry.
Must not know: callers, limits, the list.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from hotline.clock import Clock
from hotline.database import Database
from hotline.key_checks import verify_keys
from hotline.sealing import KeyFault, KeyRing, SealBroken, digest
from lookup import identifiers
from lookup.hashing import HashingPool
from lookup.keyring import GenerationKeys
from lookup.registers import register
from lookup.registers.definition import Definition, RegisterFault
from lookup.registers.pages import PageFault, Payload
from lookup.registers.register import OpenRegister

log = structlog.get_logger(__name__)

EVERY_SECONDS = 300
FAILED = "The self-test failed"
_SCHEME = "canary"


def known_hit(keys: GenerationKeys) -> bytes:
    """The canonical bytes of the entry that every build contains."""
    return identifiers.encode(_SCHEME, (digest(keys.canary, b"hit").hex(),))


def known_miss(keys: GenerationKeys) -> bytes:
    """The canonical bytes of an entry that no build contains."""
    return identifiers.encode(_SCHEME, (digest(keys.canary, b"miss").hex(),))


def payload_of_hit(definition: Definition) -> Payload:
    """What the known hit must open: every category."""
    return Payload(kinds=(1 << len(definition.categories)) - 1)


class SelfTest:
    """Remembers, for this process, when the register of each incident last passed."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, pool: HashingPool) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._pool = pool
        self._passed_at: dict[int, float] = {}  # incident → seconds since 1970

    def passes(self, incident_id: int) -> bool:
        """Whether the incident's register may be asked.

        Hashes twice when the last good test is over five minutes old.
        """
        why_not = self._fault(incident_id) if self._is_due(incident_id) else None
        return not _logged([why_not] if why_not else [])

    def why_not_ready(self) -> tuple[str, ...]:
        """A sentence for each thing that keeps callers from an answer; empty when every published register passes."""
        found = self._found()
        return _logged(tuple(why for why in found.values() if why) if found else ("No register is published.",))

    def ready(self) -> frozenset[int]:
        """The incidents whose callers could be answered now. It is asked often, so no log is written of the others."""
        return frozenset(incident_id for incident_id, why_not in self._found().items() if why_not is None)

    def _found(self) -> dict[int, str | None]:
        """Why not, for each incident of which a register is published; under 0 what keeps everybody from an answer."""
        try:
            with self._database.read() as session:
                verify_keys(session, self._keyring)
                published = register.published_incidents(session)
            self._keyring.seal_live(b"", b"self-test")
        except (KeyFault, SealBroken) as fault:
            return {0: str(fault)}
        except SQLAlchemyError as fault:
            return {0: f"The database can't be read ({type(fault).__name__})."}
        return {incident_id: self._fault(incident_id) for incident_id in published}

    def _fault(self, incident_id: int) -> str | None:
        try:
            with self._database.read() as session:
                opened = register.current(session, self._keyring, incident_id)
            if self._is_due(incident_id):
                self._test(opened)
                self._passed_at[incident_id] = self._clock.now().timestamp()
        except (RegisterFault, KeyFault, PageFault, SQLAlchemyError) as fault:
            self._passed_at.pop(incident_id, None)
            return str(fault)
        return None

    def _is_due(self, incident_id: int) -> bool:
        since = self._clock.now().timestamp() - self._passed_at.get(incident_id, float("-inf"))
        return not 0 <= since < EVERY_SECONDS

    def _test(self, opened: OpenRegister) -> None:
        expected = payload_of_hit(opened.definition)
        if self._asked(opened, known_hit(opened.keys)) != expected:
            raise RegisterFault(f"{FAILED}: the entry that must be found is not.")
        if self._asked(opened, known_miss(opened.keys)) is not None:
            raise RegisterFault(f"{FAILED}: an entry was found that can't be there.")

    def _asked(self, opened: OpenRegister, data: bytes) -> Payload | None:
        definition = opened.definition
        secret = opened.secret(self._pool.digest(data, bytes.fromhex(definition.salt), definition.cost))
        with self._database.read() as session:
            return register.read_entry(session, opened, secret)


def _logged(reasons: Sequence[str]) -> tuple[str, ...]:
    for why in reasons:
        log.error("self_test.failed", why=why)
    return tuple(reasons)
