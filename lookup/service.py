"""The one lookup that both doors ask: spend, hash, read, record, answer.

Must not know: what a caller hears or an agent sees, and what happened on the call before.
"""

from dataclasses import dataclass, replace

import structlog
from sqlalchemy.orm import Session

from hotline import followups, incidents
from hotline.audit import AuditLog, Tag
from hotline.clock import Clock
from hotline.database import Database
from hotline.incidents import Content
from hotline.key_checks import verify_keys
from hotline.limits import Decision, Limiter
from hotline.sealing import KeyFault, KeyRing
from lookup.breaker import LETTER_CODE, SECONDS
from lookup.budgets import buckets_for
from lookup.hashing import HashingPool
from lookup.queries import Agent, Answer, AnswerName, Asker, Custodian, Query, Remember
from lookup.registers import register
from lookup.registers.definition import RegisterFault, SchemeRule
from lookup.registers.pages import PageFault, Payload, Secret
from lookup.registers.register import OpenRegister
from lookup.registers.self_test import SelfTest
from lookup.tally import Tally

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """An open way to an answer: the register that answers, and the scheme as this door may use it."""

    register: OpenRegister
    rule: SchemeRule


@dataclass(frozen=True, slots=True)
class Spent:
    """A check between its two transactions: whether its limits had room, and the way it goes, if one is open.

    `blind`: its details are not looked up, they go sealed to the custodian.
    """

    decision: Decision
    way: Way | None
    content: Content
    blind: bool

    @property
    def hashes(self) -> bool:
        """Whether there is anything to hash."""
        return self.decision.allowed and not self.blind


def forget(_session: Session, _answer: Answer) -> None:
    """Remember nothing: for askers that keep no state."""


class LookupService:
    """Answers whether the details of a query open an entry of the published register."""

    def __init__(self, database: Database, keyring: KeyRing, clock: Clock, pool: HashingPool) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._pool = pool
        self._limits = Limiter(keyring, clock)
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
            answer = self._sealed(session, query, spent) if spent.blind else self._read(session, spent, secret)
            answer = _held_to(spent.content, query.scheme, answer)
            if not isinstance(asker, Custodian):  # a trial is nobody's call
                answer = self._counted(session, query, asker, spent=spent, answer=answer)
            # The call and then the audit log, as whoever escalates locks them: in two orders they wait for each other.
            remember(session, answer)
            self._record(session, query, asker, decision=spent.decision, answer=answer)
        return answer

    def why_not_ready(self) -> tuple[str, ...]:
        """Why callers can't be answered now, a sentence each for the operator.

        Empty when a published register answers.
        """
        return self._self_test.why_not_ready()

    def ready(self) -> frozenset[int]:
        """The incidents whose callers could be answered now: keys and register are there, and the self-test is good."""
        return self._self_test.ready()

    def letter_code_digits(self, session: Session, incident_id: int) -> int:
        """How many digits the codes of this incident's letters have.

        The fewest that there can be before it is published.
        """
        return register.letter_code_digits(session, incident_id)

    def _spend(self, session: Session, query: Query, asker: Asker, *, fit: bool) -> Spent:
        verify_keys(session, self._keyring)  # counters under another ledger key would all begin anew
        way = self._way(session, query, asker) if fit else None
        people = way.register.definition.people if way else 0
        content = incidents.current_by_id(session, query.incident_id).content
        decision = self._limits.reserve(session, buckets_for(query, asker, content.limits, people=people))
        return Spent(decision, way, content, blind=_is_blind(query, asker, content, way))

    def _way(self, session: Session, query: Query, asker: Asker) -> Way | None:
        try:
            opened = register.current(session, self._keyring, query.incident_id)
        except (RegisterFault, KeyFault) as fault:
            log.error("lookup.no_register", why=str(fault), incident=query.incident_id)
            return None
        rule = opened.definition.scheme(query.scheme, door=asker.door)
        return Way(opened, rule) if rule and rule.takes(query) else None

    def _hash(self, query: Query, spent: Spent) -> Secret:
        if spent.way is None or not spent.hashes:
            return Secret.blank()
        definition, rule = spent.way.register.definition, spent.way.rule
        data = query.canonical(width=rule.width, with_zip=rule.zip)
        hashed = self._pool.digest(data, bytes.fromhex(definition.salt), definition.cost)
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

    def _sealed(self, session: Session, query: Query, spent: Spent) -> Answer:
        """What everybody hears in a blind scheme: nothing is looked up, so there is nothing to tell."""
        if not spent.decision.allowed:
            return Answer(AnswerName.MAY_NOT_TELL)
        if spent.content.custodian_key is None:
            log.error("lookup.no_custodian_key", incident=query.incident_id)
            return Answer(AnswerName.CANNOT_TELL)
        details = {"scheme": query.scheme, **query.details()}
        about = followups.About(query.incident_id, kind="check", day=self._clock.now().date())
        followups.keep(session, about, details, to=spent.content.custodian_key)
        return Answer(AnswerName.MAY_NOT_TELL, sealed=True)

    def _counted(self, session: Session, query: Query, asker: Asker, *, spent: Spent, answer: Answer) -> Answer:
        """The answer that the breaker lets through, counted. One row, rewritten in the same way for every answer."""
        row = self._tally.lock(session, query.incident_id)
        hour, limits = int(self._clock.now().timestamp()) // SECONDS, spent.content.limits
        breaker = row.breaker(asker.door).at(hour, limits)
        # The hash was made and the page read all the same, so that a check turned away looks like any other.
        told = answer.name in (AnswerName.MATCH, AnswerName.NO_MATCH)
        if told and query.scheme != LETTER_CODE:
            tripped = breaker.tripped
            breaker = breaker.counted(failed=answer.name is AnswerName.NO_MATCH, limits=limits)
            answer = Answer(AnswerName.MAY_NOT_TELL) if tripped else answer
        self._tally.write(session, row.with_breaker(asker.door, breaker), answered=answer.name)
        return answer

    def _record(self, session: Session, query: Query, asker: Asker, *, decision: Decision, answer: Answer) -> None:
        # The same statements and rows with the same lengths, whatever the answer.
        # What taught the caller nothing (a fault, the breaker) costs no guess: it would else lock families out.
        self._limits.settle(session, decision, give_back=answer.name is not AnswerName.NO_MATCH)
        of_a_call = not isinstance(asker, Custodian)
        self._audit.record(
            session,
            Tag.REGISTER_ASKED,
            actor=_name_of(asker),
            incident_id=query.incident_id,
            detail={} if asker.door == "telephone" else {"scheme": query.scheme},
            to_the_hour=of_a_call,  # from one child's check to the next, a yes takes longer than a no
        )


def _is_blind(query: Query, asker: Asker, content: Content, way: Way | None) -> bool:
    """Whether this door may only send the details on.

    So says the incident file in force, or the register: a way is made blind at once, and opened with a new register.
    """
    if way is not None and way.rule.disclosure == "blind":
        return True
    offered = (one for one in content.schemes if one.name == query.scheme)
    return any(one.disclosure == "blind" and asker.door in (*one.doors, "custodian") for one in offered)


def _answer(way: Way, payload: Payload | None) -> Answer:
    if payload is None:
        return Answer(AnswerName.NO_MATCH, gaps=way.rule.without_key > 0)
    categories = way.register.definition.categories_in(payload.kinds)
    return Answer(AnswerName.MATCH, categories, shared=payload.shared, letter_tells=payload.letter_tells)


def _held_to(content: Content, scheme: str, answer: Answer) -> Answer:
    """No more of the answer than the incident file in force lets its scheme tell: less is told at once.

    More takes a new register, in which it is sealed.
    """
    disclosure = next((one.disclosure for one in content.schemes if one.name == scheme), "full")
    if disclosure == "full" or not answer.categories:
        return answer
    tellable = {one.id for one in content.categories if disclosure == "ordinary" and not one.sensitive}
    categories = tuple(category for category in answer.categories if category in tellable)
    return replace(answer, categories=categories, letter_tells=True)


def _name_of(asker: Asker) -> str:
    match asker:
        case Agent():
            return f"agent {asker.id}"
        case Custodian():
            return f"custodian {asker.operator}"
        case _:
            return "telephone"
