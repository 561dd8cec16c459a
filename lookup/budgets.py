"""Which limits a check spends: by call, number, subject and day on the telephone; by call at the desk.

A check that names a letter code spends the call and the codes' own lifetime budget only, so that a stranger who burns a
family's guesses leaves it the way of its letter.
Must not know: how counting is done, and how a check ended.
"""

from hotline.incidents import Limits
from hotline.limits import Bucket, Span
from lookup.queries import Agent, Asker, Custodian, Query, Telephone


def buckets_for(query: Query, asker: Asker, limits: Limits, *, people: int) -> tuple[Bucket, ...]:
    """The buckets of one check, as many for every holder of the same scheme and door. `people` is the list's size."""
    match asker:
        case Telephone():
            return (*_of_call(asker.call, limits), *_of_way(query, asker, limits, people=people))
        case Agent():
            return _of_desk_call(asker.call)
        case Custodian():
            return (Bucket("custodian.checks", asker.operator.encode(), limits.custodian_checks_per_day, Span.DAY),)


def _of_call(call: bytes, limits: Limits) -> tuple[Bucket, ...]:
    return (
        Bucket("call.checks", call, limits.checks_per_call, Span.EVER),
        Bucket("call.failures", call, limits.failures_per_call, Span.EVER, returnable=True),
    )


def _of_way(query: Query, asker: Telephone, limits: Limits, *, people: int) -> tuple[Bucket, ...]:
    incident = str(query.incident_id).encode()
    if query.scheme == "letter_code":
        return (Bucket("letter_code.failures", incident, limits.wrong_letter_codes, Span.EVER, returnable=True),)
    subject = incident + b":" + query.subject
    a_day = max(limits.checks_per_day_floor, people * limits.checks_per_day_percent // 100)
    return (
        _of_number(incident, asker.number, limits),
        Bucket("subject.failures.day", subject, limits.failures_per_subject_per_day, Span.DAY, returnable=True),
        Bucket("subject.failures", subject, limits.failures_per_subject, Span.EVER, returnable=True),
        Bucket("incident.checks", incident, a_day, Span.DAY),
    )


def _of_number(incident: bytes, number: str, limits: Limits) -> Bucket:
    # Relays and withheld numbers have many callers behind them, so each of these is one pool with an hourly limit.
    if not number or number in limits.shared_numbers:
        holder = incident + b":" + number.encode()
        return Bucket("shared.checks", holder, limits.anonymous_checks_per_hour, Span.HOUR)
    return Bucket("number.checks", incident + b":" + number.encode(), limits.checks_per_number_per_day, Span.DAY)


def _of_desk_call(call: bytes) -> tuple[Bucket, ...]:
    return (Bucket("desk_call.checks", call, 6, Span.EVER),)
