"""The limits that an incident sets on checks, with the defaults of the design.

Only the numbers. Counting and refusing are the vault's work; this module knows neither callers nor counters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How often may be asked.

    The two limits by the caller's number count checks by student number only. `shared_numbers` (E.164) are relays and
    switchboards: the daily limit of a number does not apply to them, because many families call from each; instead,
    all callers from one such number share `anonymous_checks_per_hour`. `checks_by_hand_per_hour` is one agent's, in
    calls taken by hand. The breaker closes every scheme but the letter code when an hour has
    `breaker_failures_per_hour` checks without a match *and* `breaker_times_usual` times the usual number.
    """

    checks_per_call: int = 8
    failures_per_call: int = 3
    checks_per_number_per_day: int = 10
    anonymous_checks_per_hour: int = 200
    failures_per_subject_per_day: int = 5
    failures_per_subject: int = 10
    checks_per_day_floor: int = 200
    checks_per_day_percent: int = 5
    checks_per_agent_per_day: int = 150
    checks_by_hand_per_hour: int = 10
    wrong_letter_codes: int = 10_000
    custodian_checks_per_day: int = 1000
    breaker_failures_per_hour: int = 100
    breaker_times_usual: int = 3
    shared_numbers: tuple[str, ...] = ()


# The most that each number may be set to: beyond it the limit would protect nobody.
HIGHEST = {
    "checks_per_call": 50,
    "failures_per_call": 20,
    "checks_per_number_per_day": 200,
    "anonymous_checks_per_hour": 10_000,
    "failures_per_subject_per_day": 50,
    "failures_per_subject": 100,
    "checks_per_day_floor": 100_000,
    "checks_per_day_percent": 100,
    "checks_per_agent_per_day": 2_000,
    "checks_by_hand_per_hour": 100,
    "wrong_letter_codes": 1_000_000,
    "custodian_checks_per_day": 100_000,
    "breaker_failures_per_hour": 100_000,
    "breaker_times_usual": 100,
}
