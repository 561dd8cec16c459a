"""Letter requests: a name and an address, sealed at once to the custodian, who alone can read them back.

Offered to everybody whatever the answer, so that a request tells nothing of one; each row has the same length, and its
day only. Must not know: calls, answers, and whether somebody is on the list.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.followups.bounds import Bounds, During, Kind
from hotline.followups.requests import About, keep
from hotline.incidents import Incident
from hotline.sealing import KeyRing

KIND = "letter"
MOST_LINES = 4
MOST_BYTES = 150  # of one field as it is written in the box, so that five of them always fit
MOST_LANGUAGE_BYTES = 10


class LetterKind(StrEnum):
    """What is asked for."""

    NEW_LETTER = "new_letter"
    NEW_ADDRESS = "new_address"


class CannotSeal(Exception):
    """The incident has no custodian's key, so nobody could open the request."""


class WrongField(Exception):
    """A field is empty, too long, or has what can't be printed; `field` names it and its value is not repeated."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The field {name} can't be sent: it is empty, too long, or can't be printed.")
        self.field = name


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """A request. `address` has one to four lines; `unsafe_address`: somebody there must not learn of a letter."""

    name: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    what: LetterKind
    language: str
    unsafe_address: bool = False


class LetterRequests:
    """Seals requests to the custodian's key, audited, in the caller's transaction."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._clock = clock
        self._bounds = Bounds(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def request(self, session: Session, incident: Incident, *, letter: LetterRequest, during: During) -> None:
        """Keep a request; CannotSeal, WrongField, TooMany. Audited to the hour: who sent it, never for whom."""
        key = incident.content.custodian_key
        if key is None:
            raise CannotSeal("The incident has no custodian's key.")
        details = dict(_details(letter))
        self._bounds.spend(session, Kind.LETTER, during=during)
        keep(session, About(incident.id, kind=KIND, day=self._clock.now().date()), details, to=key)
        self._audit.record(session, Tag.LETTER_REQUESTED, actor=during.actor, incident_id=incident.id, to_the_hour=True)


def _details(letter: LetterRequest) -> Iterator[tuple[str, str]]:
    if not 1 <= len(letter.address) <= MOST_LINES:
        raise WrongField("address")
    yield "what", letter.what.value
    yield "language", _fitting("language", letter.language, most=MOST_LANGUAGE_BYTES)
    yield "address_unsafe", "yes" if letter.unsafe_address else "no"
    yield "name", _fitting("name", letter.name)
    for number, line in enumerate(letter.address, start=1):
        yield f"address_{number}", _fitting(f"address_{number}", line)


def _fitting(name: str, value: str, *, most: int = MOST_BYTES) -> str:
    words = " ".join(value.split())
    if not words or not words.isprintable() or len(json.dumps(words, ensure_ascii=False).encode()) > most:
        raise WrongField(name)
    return words
