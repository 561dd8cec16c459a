"""What is said at more than one place of a call: the rungs of a question, when people answer, texts of a topic.

It must not know which step is which place of a call, nor an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivr.steps.facts import Facts
from ivr.steps.state import ENTRIES, CallState, Notice, Step
from ivr.words.prompts import Sheet, spoken_number
from ivr.words.speech import Passage

Passages = Iterator[Passage]


def rung(call: CallState) -> str:
    """The wording grows with what did not work: the question, a shorter one, an example."""
    if call.notice is Notice.MORE_TIME:
        return "ask"  # whoever asks for time has done nothing wrong
    return ("ask", "short", "example")[min(call.tries, 2)]


def asks(group: str, call: CallState, facts: Facts, sheet: Sheet, **values: object) -> Passages:
    """The question of this group of prompts, and a person's help where it was asked in vain."""
    yield sheet.prompt(f"{group}.{rung(call)}", **values)
    yield from help_from_a_person(call, facts, sheet)


def help_from_a_person(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """Where two tries did not work: that a person can help (a menu has no time for it), and how to reach one."""
    if call.tries > 1 and call.notice is not Notice.MORE_TIME:
        if facts.is_open and call.step in ENTRIES:
            yield sheet.prompt("notice.help")
        yield by_hand(facts, sheet)


def by_hand(facts: Facts, sheet: Sheet) -> Passage:
    """What 0 is for: a person, or when there will be one, or what there is until then."""
    otherwise = "option.instead" if facts.content.takes_calls else "option.hours"
    return sheet.prompt("option.person" if facts.is_open else otherwise)


def when_people_answer(facts: Facts, sheet: Sheet) -> Passage:
    """The hours, or the words of the closure that is going on."""
    if facts.closure:
        return sheet.quote(facts.closure.say[sheet.language])
    return sheet.prompt("notice.hours", hours=facts.content.hours.spoken[sheet.language])


def topic_words(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """The incident's own texts for the topic at which the call is."""
    headings, letters = facts.content.headings, facts.content.letters
    if call.step is Step.HOURS:
        yield when_people_answer(facts, sheet)
        yield sheet.prompt("topic.number", number=spoken_number(facts.content.line))
    texts = {
        Step.WHAT_HAPPENED: (headings.what_happened, headings.what_information, headings.what_we_are_doing),
        Step.WHAT_TO_DO: (headings.what_you_can_do,),
        Step.NONE_CAME: (letters.none_came,),
        Step.MOVED: (letters.moved,),
        Step.FOR_ANOTHER: (letters.for_another,),
        Step.DIED: (letters.died,),
        Step.HOURS: (headings.more_information,),
    }
    for text in texts[call.step]:
        yield sheet.quote(text[call.language])
