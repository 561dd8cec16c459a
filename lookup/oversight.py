"""Oversight: what the limits and breakers of an incident stand at, and letting go of what they have closed.

For the custodian and for alarms. Every release is audited, without the individual whom it is about.
Must not know: calls, callers' numbers, answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.incidents import Incident
from hotline.limits import Bucket, Limiter, Span
from hotline.sealing import KeyRing
from lookup.breaker import SECONDS, Breaker
from lookup.budgets import DESK, of_subject, wrong_letter_codes
from lookup.queries import Query
from lookup.tally import DOORS, Tally

POOLS = ("", DESK)
LET_GO_A_DAY = 20  # individuals an incident; more would be a way around the limits, not a help for families
_ANY_DAY = "2000-02-02"  # a subject is a number or a name: its birth date does not matter, but a query has one


class TooManyLetGo(Exception):
    """So many individuals were let go today that it looks like a way around the limits."""

    def __init__(self) -> None:
        super().__init__(f"{LET_GO_A_DAY} individuals were let go today. No more until tomorrow (UTC): find out why.")


def subject(incident_id: int, scheme: str, details: Mapping[str, str]) -> Query:
    """Whom guesses are about: a student number, or a last and a first name. Unreadable names what can't be read."""
    return Query.of(incident_id, scheme, {"birth_date": _ANY_DAY, **details})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an incident stands: its breakers by door, and how many wrong letter codes there were of how many."""

    breakers: Mapping[str, Breaker]
    wrong_codes: int
    most_wrong_codes: int

    @property
    def tripped(self) -> tuple[str, ...]:
        """The doors whose breakers have tripped."""
        return tuple(door for door, breaker in self.breakers.items() if breaker.tripped)


class Oversight:
    """Looks after the incidents of one installation, in the caller's transactions."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._clock = clock
        self._limits = Limiter(keyring, clock)
        self._tally = Tally(keyring, clock)
        self._audit = AuditLog(keyring, clock)

    def standing(self, session: Session, incident: Incident) -> Standing:
        """Where the incident stands now. Only reads."""
        limits = incident.content.limits
        codes = wrong_letter_codes("", incident.id, limits)
        row = self._tally.read(session, incident.id)
        hour = int(self._clock.now().timestamp()) // SECONDS
        breakers = {door: row.breaker(door).at(hour, limits) if row else Breaker() for door in DOORS}
        return Standing(breakers, self._limits.counts(session, [codes])[codes], codes.limit)

    def release_breakers(self, session: Session, incident: Incident, *, operator: str) -> tuple[str, ...]:
        """Let every door tell again; the doors that were closed."""
        closed = self.standing(session, incident).tripped
        row = self._tally.lock(session, incident.id)
        for door in DOORS:
            row = row.with_breaker(door, row.breaker(door).released())
        self._tally.write(session, row)
        detail = {"doors": ",".join(closed)}
        self._audit.record(session, Tag.BREAKER_RELEASED, actor=operator, incident_id=incident.id, detail=detail)
        return closed

    def release_subject(self, session: Session, incident: Incident, query: Query, *, operator: str) -> None:
        """Let an individual be asked about again, at both doors, as if nobody had guessed; TooManyLetGo."""
        spent = Bucket("subjects.let_go", str(incident.id).encode(), LET_GO_A_DAY, Span.DAY)
        if not self._limits.reserve(session, (spent,)).allowed:
            raise TooManyLetGo
        buckets = [bucket for pool in POOLS for bucket in of_subject(pool, query, incident.content.limits)]
        self._limits.release(session, buckets)
        detail = {"scheme": query.scheme}
        self._audit.record(session, Tag.SUBJECT_RELEASED, actor=operator, incident_id=incident.id, detail=detail)
