"""How a call goes to another step: what is kept of it, and what is let go.

Entries live no longer than the check that they are for. It must not know why a call goes there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ivr.steps import already
from ivr.steps.state import DETAILS, REACHING, TOPICS, CallState, Notice, Step

# Steps of a check that is being entered: there, what was entered before is still needed.
WITHIN_A_CHECK = frozenset({Step.READ_BACK, Step.FIRST_NAME, Step.BIRTH_DATE, Step.ZIP, Step.CHECKING})


def go(call: CallState, step: Step, **changes: Any) -> CallState:
    """Another step, begun anew."""
    fresh: dict[str, Any] = {"notice": Notice.NONE, "tries": 0, "person_offered": False}
    fresh |= {"number": "", "phrase": "", "later": False, "agent": 0, "room": 0}
    fresh |= {} if step in WITHIN_A_CHECK else dict.fromkeys(DETAILS, "")
    # Whoever wants a person can hear the answer again if nobody comes.
    fresh |= {} if step in REACHING else {"heard": None, "asked_from": ""}
    fresh |= {"was_informed": True, "said": already.adding(call.said, step)} if step in TOPICS else {}
    return replace(call, step=step, **(fresh | changes))
