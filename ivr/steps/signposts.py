"""Which key leads where: the tables of the call, as a lawyer would want to read them.

They say where a key leads and nothing about what is said there; `saying` reads the same tables, so a key that leads
nowhere is never offered. It must not know events, retries, or a check.
"""

from __future__ import annotations

from collections.abc import Mapping

from ivr.steps.facts import Facts
from ivr.steps.state import ENTRIES, LETTER_TOPICS, TOPICS, CallState, Heard, Step

Keys = Mapping[str, Step]

MENU: Keys = {
    "1": Step.ROLE,
    "2": Step.WHAT_HAPPENED,
    "3": Step.WHAT_TO_DO,
    "4": Step.LETTERS,
    "5": Step.HOURS,
}
LETTERS: Keys = dict(zip("1234", LETTER_TOPICS, strict=True))
AFTER_TOPIC: Keys = {"1": Step.ROLE}
ROLES: Mapping[str, str] = {"1": "self", "2": "child", "3": "other"}

# Where each way of checking begins.
ENTRY_OF: Mapping[str, Step] = {
    "letter_code": Step.LETTER_CODE,
    "student_number": Step.STUDENT_NUMBER,
    "name": Step.LAST_NAME,
}

# After an answer. Whoever asked about oneself asks about somebody else next, so for whom is asked again; a parent's
# next child and the next person of somebody who helps are asked about in the same role, and 3 changes it.
AFTER_ANSWER_FOR: Mapping[str, Keys] = {
    "self": {"1": Step.ROLE, "2": Step.LETTERS},
    "child": {"1": Step.WAY, "2": Step.LETTERS, "3": Step.ROLE},
    "other": {"1": Step.WAY, "2": Step.LETTERS, "3": Step.ROLE},
}
# A limit may stand behind MAY_NOT_TELL. Only the code of a letter is counted apart, so only that is offered.
AFTER_A_LIMIT: Keys = {"2": Step.LETTERS}
AFTER_A_LIMIT_WITH_A_LETTER: Keys = {"1": Step.LETTER_CODE, "2": Step.LETTERS}

# `*` at a menu.
BACK: Mapping[Step, Step] = {
    Step.LANGUAGE: Step.LANGUAGE,
    Step.MENU: Step.LANGUAGE,
    Step.ROLE: Step.MENU,
    Step.WAY: Step.ROLE,
    Step.ANSWER: Step.MENU,
    Step.LETTERS: Step.MENU,
    **dict.fromkeys(TOPICS, Step.MENU),
    **dict.fromkeys(LETTER_TOPICS, Step.LETTERS),
    **dict.fromkeys(ENTRIES, Step.ROLE),
}


def after_answer(call: CallState, facts: Facts) -> Keys:
    """What the keys are for once this call has its answer."""
    heard = call.heard or Heard("CANNOT_TELL")
    if heard.name != "MAY_NOT_TELL" or heard.sealed:
        return AFTER_ANSWER_FOR.get(call.role, AFTER_ANSWER_FOR["self"])
    by_letter = any(way.name == "letter_code" for way in facts.ways)
    return AFTER_A_LIMIT_WITH_A_LETTER if by_letter and call.scheme != "letter_code" else AFTER_A_LIMIT
