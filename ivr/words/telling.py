"""The four answers in words, and what the keys are for after them.

Yes or no first, then the kinds, what was not involved and what to do; or what else can be tried. What is offered is
read from the table of keys, so nothing is offered that leads nowhere. It must not know how an answer was found.
"""

from __future__ import annotations

from hotline.incidents.content import ROLES, Role
from ivr.steps.facts import Facts
from ivr.steps.signposts import after_answer
from ivr.steps.state import CallState, Heard, Notice, Step
from ivr.words.phrases import Passages, by_hand, when_people_answer
from ivr.words.prompts import Sheet


def answer(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """The answer, or only the keys where it has been heard already."""
    heard = call.heard or Heard("CANNOT_TELL")
    if call.tries:
        yield sheet.prompt("answer.short" if call.tries == 1 else "answer.example")
    elif call.notice not in (Notice.CLOSED, Notice.NOBODY_ANSWERED):
        yield from _told(heard, call, facts, sheet)
    yield from _options(heard, call, facts, sheet)


def _told(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt(f"answer.{heard.name.lower()}")
    if heard.name == "MATCH":
        yield from _kinds(heard, call, facts, sheet)
        yield sheet.quote(facts.content.not_involved[call.language])
        yield from _advice(heard, call, facts, sheet)
        return
    if heard.sealed and facts.content.blind:
        yield sheet.quote(facts.content.blind[call.language])
    else:
        more = "no_match_gaps" if heard.gaps else f"{heard.name.lower()}_more"
        yield sheet.prompt(f"answer.{more}")
    if not facts.is_open:
        yield when_people_answer(facts, sheet)


def _kinds(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    if heard.shared:
        yield sheet.prompt("answer.shared")
        return
    if heard.kinds:
        kinds = tuple(facts.content.categories[at].say[call.language] for at in heard.kinds)
        yield sheet.prompt("answer.kinds", kinds=sheet.listed(kinds))
    if not heard.whole or not heard.kinds:
        yield sheet.prompt("answer.letter")


def _advice(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """What to do about these kinds, in the words for this caller's role; the general advice where no kind is told."""
    if heard.shared or not heard.kinds:
        yield sheet.quote(facts.content.headings.what_you_can_do[call.language])
        return
    kinds = tuple(facts.content.categories[at].id for at in heard.kinds)
    for text in facts.content.advice_for(kinds, _role_of(call, heard)):
        yield sheet.quote(text[call.language])


def _role_of(call: CallState, heard: Heard) -> Role:
    """A parent of somebody grown up hears the words for another person; what is told is the same."""
    return "other" if heard.adult else next((role for role in ROLES if role == call.role), "other")


def _options(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    keys = after_answer(call, facts)
    if heard.name == "MATCH":
        yield sheet.prompt("option.again")
    if "1" in keys:
        yield sheet.prompt(f"option.{_next(heard, call, facts, leads_to=keys['1'])}")
    if "3" in keys:
        yield sheet.prompt(f"option.not_{call.role}")
    yield sheet.prompt("option.letters")
    if heard.name != "MATCH":
        yield sheet.prompt("option.again")
    if "3" not in keys:
        yield sheet.prompt("option.main_menu")
    yield by_hand(facts, sheet)


def _next(heard: Heard, call: CallState, facts: Facts, *, leads_to: Step) -> str:
    """What 1 is for: the next person, another try, or after a limit the one way that is counted apart."""
    if leads_to is Step.LETTER_CODE:
        return "letter_code"
    whom = "child" if call.role == "child" else "person"
    if heard.name == "MATCH" or heard.sealed:
        return f"next_{whom}"
    return f"other_way_or_{whom}" if heard.name == "NO_MATCH" and len(facts.ways) > 1 else f"again_or_{whom}"
