"""The one lookup that both doors ask: spend, hash, read, record, answer.

Must not know: what a caller hears or an agent sees, and what happened on the call before.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from hotline import incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.key_checks import verify_keys
from hotline.limits import Decision, Limits
from hotline.sealing import KeyFault, KeyRing
from lookup import register
from lookup.budgets import buckets_for
from lookup.definition import RegisterFault, SchemeRule
from lookup.hashing import HashingPool
from lookup.pages import PageFault, Payload, Secret
from lookup.queries import Agent, Answer, AnswerName, Asker, Custodian, Query, Remember
from lookup.register import OpenRegister
from lookup.self_test import SelfTest
from lookup.tally import Tally

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """An open way to an answer: the register that answers, and the scheme as this door may use it."""

    register: OpenRegister
    rule: SchemeRule


@dataclass(frozen=True, slots=True)
class Spent:
    """A check between its two transactions: whether its limits had room, and the way it goes, if one is open."""

    decision: Decision
    way: Way | None


def forget(_session: Session, _answer: Answer) -> None:
    """Remember nothing: for askers that keep no state."""


class LookupService:
    """Answers whether the details of a query open an entry of the published register."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, pool: HashingPool) -> None:
        self._database = database
        self._keyring = keyring
        self._pool = pool
        self._limits = Limits(keyring, clock)
        self._audit = AuditLog(keyring, clock)
        self._tally = Tally(keyring, clock)
        self._self_test = SelfTest(database, keyring, clock, pool)

    def ask(self, query: Query, asker: Asker, *, remember: Remember = forget) -> Answer:
        """One of the four answers. `remember` is called in the transaction that records it, before the answer leaves.

        Raises Busy, with nothing spent, when no hashing place is free; nothing else. A fault is CANNOT_TELL, never a
        "no"; where a fault kept the record from being written, `remember` was not called or was rolled back.
        Spends limits even when the answer is lost on its way.
        """
        with self._pool.place():
            try:
                return self._ask(query, asker, remember)
            except Exception as fault:  # noqa: BLE001  whatever it is, the caller must not hear a "no"
                log.error("lookup.fault", fault=type(fault).__name__, incident=query.incident_id)
                return Answer(AnswerName.CANNOT_TELL)

    def _ask(self, query: Query, asker: Asker, remember: Remember) -> Answer:
        fit = self._self_test.passes(query.incident_id)
        with self._database.write() as session:
            spent = self._spend(session, query, asker, fit=fit)
        # No transaction is open here: inside one, SQLite's only write lock would be held for the length of a hash.
        secret = self._hash(query, spent)
        with self._database.write() as session:
            answer = self._read(session, spent, secret)
            self._record(session, query, asker, decision=spent.decision, answer=answer)
            remember(session, answer)
        return answer

    def why_not_ready(self) -> tuple[str, ...]:
        """Why callers can't be answered now, a sentence each for the operator.

        Empty when a published register answers.
        """
        return self._self_test.why_not_ready()

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        """How many digits the codes of this incident's letters have.

        The fewest that there can be before it is published.
        """
        return register.letter_code_digits(session, incident_id)

    def _spend(self, session: Session, query: Query, asker: Asker, *, fit: bool) -> Spent:
        verify_keys(session, self._keyring)  # counters under another ledger key would all begin anew
        way = self._way(session, query, asker) if fit else None
        people = way.register.definition.people if way else 0
        limits = incidents.current_by_id(session, query.incident_id).content.limits
        return Spent(self._limits.reserve(session, buckets_for(query, asker, limits, people=people)), way)

    def _way(self, session: Session, query: Query, asker: Asker) -> Way | None:
        try:
            opened = register.current(session, self._keyring, query.incident_id)
        except (RegisterFault, KeyFault) as fault:
            log.error("lookup.no_register", why=str(fault), incident=query.incident_id)
            return None
        rule = opened.definition.scheme(query.scheme, door=asker.door)
        return Way(opened, rule) if rule else None

    def _hash(self, query: Query, spent: Spent) -> Secret:
        if spent.way is None or not spent.decision.allowed:
            return Secret.blank()
        definition, width = spent.way.register.definition, spent.way.rule.width
        hashed = self._pool.digest(query.canonical(width=width), bytes.fromhex(definition.salt), definition.cost)
        return spent.way.register.secret(hashed)

    def _read(self, session: Session, spent: Spent, secret: Secret) -> Answer:
        if spent.way is None:
            return Answer(AnswerName.CANNOT_TELL)
        try:
            # A refused check reads a random page, so that the statements are the same.
            payload = register.read_entry(session, spent.way.register, secret)
        except PageFault as fault:
            log.error("lookup.page_fault", why=str(fault))
            return Answer(AnswerName.CANNOT_TELL)
        if not spent.decision.allowed:
            return Answer(AnswerName.MAY_NOT_TELL)
        return _answer(spent.way, payload)

    def _record(self, session: Session, query: Query, asker: Asker, *, decision: Decision, answer: Answer) -> None:
        # The same statements and rows with the same lengths, whatever the answer.
        # A fault taught the caller nothing, so it costs no guess: a long one would else lock families out.
        self._limits.settle(session, decision, give_back=answer.name in (AnswerName.MATCH, AnswerName.CANNOT_TELL))
        detail = {} if asker.door == "telephone" else {"scheme": query.scheme}
        actor = _name_of(asker)
        self._audit.record(session, Tag.REGISTER_ASKED, actor=actor, incident_id=query.incident_id, detail=detail)
        if not isinstance(asker, Custodian):  # a trial is nobody's call
            self._tally.count(session, query.incident_id, answer.name)


def _answer(way: Way, payload: Payload | None) -> Answer:
    if payload is None:
        return Answer(AnswerName.NO_MATCH)
    categories = way.register.definition.categories_in(payload.kinds)
    return Answer(AnswerName.MATCH, categories, shared=payload.shared, letter_tells=payload.letter_tells)


def _name_of(asker: Asker) -> str:
    match asker:
        case Agent():
            return f"agent {asker.id}"
        case Custodian():
            return f"custodian {asker.operator}"
        case _:
            return "telephone"
