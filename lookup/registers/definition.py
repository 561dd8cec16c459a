"""The definition of a generation: everything that a lookup must know to ask it, authenticated under its own keys.

It is made when a list is imported and becomes the publish record, with a serial, when it is published. Lookups use this
and never the incident file of the day, so an edited file can't change what an old register means: it can only let it
tell less.
Must not know: tables.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache

from hotline.sealing import KeyFault, digest
from lookup import identifiers
from lookup.hashing import Cost
from lookup.keyring import GenerationKeys
from lookup.queries import Query
from lookup.registers.pages import Binding


class RegisterFault(Exception):
    """The register can't be asked; the message says why, for the operator."""


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """One way of checking as it was sealed: its doors, the width of its number, and how many can't be found by it.

    `zip`: whether the ZIP code is among the details that were hashed; records of older versions don't say, and mean no.
    """

    name: str
    doors: tuple[str, ...]
    disclosure: str
    width: int
    without_key: int
    zip: bool = False

    def takes(self, query: Query) -> bool:
        """Whether `query` has every detail that was hashed: one without could only miss, and that is no answer."""
        return bool(query.zip) or not self.zip


@dataclass(frozen=True, slots=True)
class Definition:
    """One generation. `salt` in hexadecimal; `categories` in the order of their bits; `people` counts individuals."""

    incident_id: int
    generation: int
    page_count: int
    salt: str
    cost: Cost
    normaliser: int
    schemes: tuple[SchemeRule, ...]
    categories: tuple[str, ...]
    letter_code_digits: int
    people: int
    key_checks: Mapping[str, str]

    @property
    def binding(self) -> Binding:
        """What its pages are sealed to."""
        return Binding(self.incident_id, self.generation, self.page_count)

    def scheme(self, name: str, *, door: str) -> SchemeRule | None:
        """The scheme as `door` may use it, None where it may not; a custodian's trial may use any."""
        for rule in self.schemes:
            if rule.name == name and (door in rule.doors or door == "custodian"):
                return rule
        return None

    def categories_in(self, kinds: int) -> tuple[str, ...]:
        """The ids whose bits are set in `kinds`."""
        return tuple(category for bit, category in enumerate(self.categories) if kinds >> bit & 1)

    def to_bytes(self, *, serial: int) -> bytes:
        """JSON in one form only, with the serial of a publication (0 for a generation that is only staged)."""
        return json.dumps({**asdict(self), "serial": serial}, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Publication:
    """A definition as it was published. `serial` grows with each publication of the incident, backwards ones too."""

    serial: int
    definition: Definition


def authenticate(body: bytes, keys: GenerationKeys) -> bytes:
    """The HMAC that binds a record to its generation's keys: 32 bytes."""
    return digest(keys.record_key(), b"noticeline publish record", body)


@lru_cache(maxsize=32)  # nothing in a record is secret, and every check reads the same one
def parse(body: bytes) -> Publication:
    """The record of `body`, not yet authenticated; RegisterFault if it is not a record."""
    try:
        said = json.loads(body)
        serial = int(said.pop("serial"))
        said["cost"] = Cost(**said["cost"])
        said["categories"] = tuple(said["categories"])
        said["schemes"] = tuple(SchemeRule(**{**rule, "doors": tuple(rule["doors"])}) for rule in said["schemes"])
        return Publication(serial, Definition(**said))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as fault:
        raise RegisterFault("The publish record is damaged.") from fault


def verify(body: bytes, mac: bytes, keys: GenerationKeys) -> Publication:
    """The record of `body` if these keys made it and this code can ask it; RegisterFault says what is wrong."""
    publication = parse(body)
    definition = publication.definition
    try:
        keys.stop_unless(dict(definition.key_checks))
    except KeyFault as fault:
        raise RegisterFault(str(fault)) from fault
    if not hmac.compare_digest(authenticate(body, keys), mac):
        raise RegisterFault("The publish record was changed.")
    if (definition.incident_id, definition.generation) != (keys.incident_id, keys.generation):
        raise RegisterFault("The publish record belongs to another generation.")
    if definition.normaliser != identifiers.VERSION:
        raise RegisterFault("The register was built by another version of the canonical forms: import the list again.")
    return publication
