"""Which limits a check spends: by call, subject and day, on the telephone by number too, and at the desk by agent.

Each door has pools of its own, so that strangers on the telephone leave a family the desk. A check that names a letter
code spends the call's checks and budgets of the codes' own, so that a stranger who burns a family's guesses, or a
caller who mistypes a number, leaves the way of the letter. Must not know: how counting is done, and how a check ended.
"""

from hotline.incidents import Limits
from hotline.limits import Bucket, Span
from lookup.breaker import LETTER_CODE
from lookup.queries import Agent, Asker, Custodian, Query, Telephone

CHECKS_PER_DESK_CALL = 6
DESK = "desk."
# Agents mistype codes; that must not add much to what strangers may guess, on which the length of the codes hangs.
DESK_SHARE_OF_WRONG_CODES = 10


def buckets_for(query: Query, asker: Asker, limits: Limits, *, people: int) -> tuple[Bucket, ...]:
    """The buckets of one check, as many for every holder of the same scheme and door. `people` is the list's size."""
    match asker:
        case Telephone():
            number = () if query.scheme == LETTER_CODE else (_of_number(query, asker.number, limits),)
            return (*_of_call(query, asker.call, limits), *number, *_of_way("", query, limits, people=people))
        case Agent():
            return (*_of_agent(asker, limits), *_of_way(DESK, query, limits, people=people))
        case Custodian():
            return (Bucket("custodian.checks", asker.operator.encode(), limits.custodian_checks_per_day, Span.DAY),)


def of_subject(pool: str, query: Query, limits: Limits) -> tuple[Bucket, Bucket]:
    """The two buckets that count failures about one individual: by the day, and for as long as the incident lasts."""
    holder = _incident(query) + b":" + query.subject
    return (
        Bucket(f"{pool}subject.failures.day", holder, limits.failures_per_subject_per_day, Span.DAY, returnable=True),
        Bucket(f"{pool}subject.failures", holder, limits.failures_per_subject, Span.EVER, returnable=True),
    )


def wrong_letter_codes(pool: str, incident_id: int, limits: Limits) -> Bucket:
    """The bucket that counts well-formed letter codes which nobody has, over the whole incident."""
    limit = (
        limits.wrong_letter_codes if pool != DESK else max(1, limits.wrong_letter_codes // DESK_SHARE_OF_WRONG_CODES)
    )
    return Bucket(f"{pool}letter_code.failures", str(incident_id).encode(), limit, Span.EVER, returnable=True)


def _of_call(query: Query, call: bytes, limits: Limits) -> tuple[Bucket, ...]:
    # After three wrong numbers the caller is offered the letter's code: it must not find its guesses spent already.
    failures = "call.letter_code.failures" if query.scheme == LETTER_CODE else "call.failures"
    return (
        Bucket("call.checks", call, limits.checks_per_call, Span.EVER),
        Bucket(failures, call, limits.failures_per_call, Span.EVER, returnable=True),
    )


def _of_agent(agent: Agent, limits: Limits) -> tuple[Bucket, ...]:
    # Of the agent and not of an incident: who works for two must not look twice as often.
    holder = str(agent.id).encode()
    spent = (
        Bucket("desk_call.checks", agent.call, CHECKS_PER_DESK_CALL, Span.EVER),
        Bucket("desk_agent.checks", holder, limits.checks_per_agent_per_day, Span.DAY),
    )
    # Nobody but the agent says that such a call is one, so calls enough to make a list of people must take days.
    by_hand = Bucket("desk_hand.checks", holder, limits.checks_by_hand_per_hour, Span.HOUR)
    return (*spent, by_hand) if agent.by_hand else spent


def _of_way(pool: str, query: Query, limits: Limits, *, people: int) -> tuple[Bucket, ...]:
    if query.scheme == LETTER_CODE:
        return (wrong_letter_codes(pool, query.incident_id, limits),)
    a_day = max(limits.checks_per_day_floor, people * limits.checks_per_day_percent // 100)
    return (
        *of_subject(pool, query, limits),
        Bucket(f"{pool}incident.checks", _incident(query), a_day, Span.DAY),
    )


def _of_number(query: Query, number: str, limits: Limits) -> Bucket:
    # Relays and withheld numbers have many callers behind them, so each of these is one pool with an hourly limit.
    holder = _incident(query) + b":" + number.encode()
    if not number or number in limits.shared_numbers:
        return Bucket("shared.checks", holder, limits.anonymous_checks_per_hour, Span.HOUR)
    return Bucket("number.checks", holder, limits.checks_per_number_per_day, Span.DAY)


def _incident(query: Query) -> bytes:
    return str(query.incident_id).encode()
