"""Every measure of the reports: what it is called, what it says, and of what it is made.

docs/statistics.md is held to this page by a test. Knows words and names of figures, never a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Unit = Literal["calls", "share", "seconds", "entries", "checks", "callbacks", "questions", "letters"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `name` is the key of its words; `says` is its definition in a sentence or two.

    `numerator` and `denominator` are figures (`figures.Figures.shows`) that are added up; without a denominator it is
    a number, or, where `numerator` is a table alone (`language`), the number for each of its parts. `above` and
    `below` say the same to a reader. `sources` are tables of the database.
    """

    id: str
    name: str
    says: str
    unit: Unit
    numerator: tuple[str, ...]
    above: str
    sources: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    below: str = ""


_CALLS = ("call_counts", "call_day_counts", "call_days")
_QUEUE = ("queue_counts",)

MEASURES: Sequence[Measure] = (
    Measure(
        "calls",
        "report.calls",
        "Calls that began, on the telephone or taken by hand at the desk, and are over. "
        "A caller who rings twice is two calls.",
        "calls",
        ("calls",),
        "calls in the log",
        _CALLS,
    ),
    Measure(
        "offered",
        "report.offered",
        "Calls that entered the queue for a person, and have left it. A call that enters it twice is offered twice.",
        "calls",
        ("queue.offered",),
        "calls offered",
        _QUEUE,
    ),
    Measure(
        "answered",
        "report.answered",
        "Offered calls that an agent took.",
        "calls",
        ("queue.answered",),
        "calls answered",
        _QUEUE,
    ),
    Measure(
        "abandoned",
        "report.abandoned",
        "Offered calls whose caller hung up while waiting for a person. "
        "Those who left word, or went back to the menu, did not abandon.",
        "calls",
        ("queue.abandoned",),
        "calls abandoned",
        _QUEUE,
    ),
    Measure(
        "service_level",
        "report.service_level",
        "The share of offered calls that an agent took within 60 seconds. "
        "Abandoned calls stay in the denominator, also those of a few seconds.",
        "share",
        ("queue.in_time",),
        "calls answered within 60 seconds",
        _QUEUE,
        ("queue.offered",),
        "calls offered",
    ),
    Measure(
        "abandonment_rate",
        "report.abandonment_rate",
        "The share of offered calls whose caller hung up while waiting, however soon.",
        "share",
        ("queue.abandoned",),
        "calls abandoned",
        _QUEUE,
        ("queue.offered",),
        "calls offered",
    ),
    Measure(
        "speed_of_answer",
        "report.speed_of_answer",
        "The average time from entering the queue until an agent took the call. Calls not answered have none.",
        "seconds",
        ("seconds.waited_answered",),
        "seconds waited by calls answered",
        _QUEUE,
        ("queue.answered",),
        "calls answered",
    ),
    Measure(
        "time_to_abandon",
        "report.time_to_abandon",
        "The average time that callers waited who then hung up.",
        "seconds",
        ("seconds.waited_abandoned",),
        "seconds waited by calls abandoned",
        _QUEUE,
        ("queue.abandoned",),
        "calls abandoned",
    ),
    Measure(
        "handle_time",
        "report.handle_time",
        "The average of talk and wrap-up of a call at the desk, callbacks and calls taken by hand too. "
        "An agent's times are counted once eleven of that agent's calls are over, on the day of the eleventh.",
        "seconds",
        ("seconds.talk", "seconds.wrap_up"),
        "seconds of talk and of wrap-up",
        ("agent_days",),
        ("timed.timed_calls",),
        "calls whose times are counted",
    ),
    Measure(
        "occupancy",
        "report.occupancy",
        "The share of the time at the desk that was talk or wrap-up; the rest was available, or ringing. "
        "The time before a call is counted with the call, and that of breaks, and of listening in, is not. "
        "An agent's times are counted as those of the handle time.",
        "share",
        ("seconds.busy",),
        "seconds of talk and of wrap-up",
        ("agent_days",),
        ("seconds.busy", "seconds.ready"),
        "seconds at the desk",
    ),
    Measure(
        "containment",
        "report.containment",
        "The share of calls that ended without a person having been needed. It counts those who gave up in the menu, "
        "and calls that this service lost, so it is never shown without self-service completion.",
        "share",
        ("outcome.contained",),
        "calls that reached, waited for, or left word for nobody",
        _CALLS,
        ("calls",),
        "calls in the log",
    ),
    Measure(
        "self_service_completion",
        "report.self_service_completion",
        "The share of calls that heard an answer, whichever of the four, and needed nobody.",
        "share",
        ("outcome.self_service",),
        "calls that heard an answer and needed nobody",
        _CALLS,
        ("calls",),
        "calls in the log",
    ),
    Measure(
        "outcomes",
        "report.outcomes",
        "Calls by how they ended: the first that holds of person, callback, voicemail, abandoned, self-service, "
        "information, menu; or fault, where this service could not follow the call.",
        "calls",
        ("outcome",),
        "calls with the outcome",
        _CALLS,
    ),
    Measure(
        "drop_off",
        "report.drop_off",
        "How often each place on the way to an answer was entered: all calls, the menu, for whom, a way of checking, "
        "the check, the answer. What is missing from one place to the next got lost there, or went elsewhere. "
        "A place that a call enters twice is counted twice; the four answers are one place.",
        "entries",
        ("road",),
        "entries into the place",
        ("step_counts", *_CALLS),
    ),
    Measure(
        "languages",
        "report.languages",
        "Calls by the language in which they ended; the rest chose another, or none.",
        "calls",
        ("language",),
        "calls in the language",
        _CALLS,
    ),
    Measure(
        "roles",
        "report.roles",
        "Calls by for whom the caller said they called: themselves, their child, another person; "
        "none, where that was not asked.",
        "calls",
        ("role",),
        "calls in the role",
        _CALLS,
    ),
    Measure(
        "channels",
        "report.channels",
        "Calls by door: on the telephone, or taken by hand at the desk.",
        "calls",
        ("channel",),
        "calls by the door",
        _CALLS,
    ),
    Measure(
        "schemes",
        "report.schemes",
        "How often callers began each way of checking on the telephone: letter code, student number, name. "
        "Shown only where the drop-off shows how many began one.",
        "entries",
        ("ways",),
        "entries into the first step of the way",
        ("step_counts",),
    ),
    Measure(
        "answers",
        "report.answers",
        "How often each of the four answers was given, by telephone and desk together, from the tally and never from a "
        "call. A check belongs to the day on which its interval of the tally closed.",
        "checks",
        ("answer",),
        "checks with the answer",
        ("answer_tallies",),
    ),
    Measure(
        "dispositions",
        "report.dispositions",
        "Calls at the desk by what the agent chose when closing them. None states an answer.",
        "calls",
        ("disposition",),
        "calls with the disposition",
        ("disposition_counts",),
    ),
    Measure(
        "new_questions",
        "report.new_questions",
        "Questions without an approved answer that agents noted.",
        "questions",
        ("question.questions",),
        "questions noted",
        ("question_gaps",),
    ),
    Measure(
        "callbacks_kept",
        "report.callbacks_kept",
        "The share of arranged callbacks whose caller was reached, and first rung within the promised window. "
        "Those taken back stay in the denominator. Counted by the day of the promise, and shown 45 days after it.",
        "share",
        ("callback.kept",),
        "callbacks kept",
        ("callback_counts",),
        ("callback.arranged",),
        "callbacks arranged",
    ),
    Measure(
        "availability",
        "report.availability",
        "The share of minutes in which this service found itself able to answer: its own door, and the register's "
        "self-test. It looks once a minute, from the first such minute on; one of which nothing is known does not "
        "count as able. What happened at the carrier, or on the way from there, is not seen from here.",
        "share",
        ("minutes.ready",),
        "minutes found ready",
        ("line_quarters",),
        ("minutes.all",),
        "all minutes",
    ),
    Measure(
        "letters",
        "report.letters",
        "Letters that were mailed, on the day that the operator or a supervisor gave. Nobody counts them here.",
        "letters",
        ("letters.mailed",),
        "letters mailed",
        ("letters_mailed",),
    ),
)

BY_ID = {measure.id: measure for measure in MEASURES}


def as_table() -> str:
    """The measures as the table of docs/statistics.md."""
    head = "| measure | what it says | divided | by | unit | kept in |\n|---|---|---|---|---|---|\n"
    kept = {one.id: ", ".join(f"`{source}`" for source in one.sources) for one in MEASURES}
    told = ((f"`{one.id}`", one.says, one.above, one.below or "–", one.unit, kept[one.id]) for one in MEASURES)
    return head + "".join(f"| {' | '.join(row)} |\n" for row in told)
