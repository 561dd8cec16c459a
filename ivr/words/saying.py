"""What a caller hears: a pure function of where the call stands, the incident's facts and the prompt sheets.

Saying it twice changes nothing, so a repeated request is answered by saying the present turn again; nothing that was
said is stored. It must not know TwiML, a database, or how a call came to be where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.steps.facts import Facts
from ivr.steps.state import ENTRIES, LETTER_TOPICS, TOPICS, CallState, Notice, Step
from ivr.words.phrases import Passages, asks, by_hand, help_from_a_person, rung, topic_words, when_people_answer
from ivr.words.prompts import Sheet, Sheets, spoken, spoken_number
from ivr.words.reaching import WORDS_OF_REACHING, then_of_reaching
from ivr.words.speech import CallPerson, ComeBack, HangUp, Listen, Speech, Then
from ivr.words.telling import answer

MENU_TIMEOUT = 6
ENTRY_TIMEOUT = 10
SLOW_TIMEOUT = 25
SLOW_PAUSE = 1
RING_TIMEOUT = 30
ONE_MOMENT = 2
LETTER_CODE_GROUP = 4  # as printed: 4831-0927-5510


def says(call: CallState, *, facts: Facts, sheets: Sheets) -> Speech:
    """Everything that is said and done at the present turn of `call`."""
    if call.step is Step.LANGUAGE:
        passages = tuple(_languages(call, facts, sheets))
    else:
        sheet = sheets[call.language]
        passages = (*_notice(call, facts, sheet), *_WORDS[call.step](call, facts, sheet))
    pause = SLOW_PAUSE if call.slow else 0
    return Speech(passages, then=_then(call, facts), step=call.step, turn=call.turn, pause=pause)


def _then(call: CallState, facts: Facts) -> Then:
    match call.step:
        case Step.PERSON:
            return CallPerson(facts.content.fallback, timeout=RING_TIMEOUT)
        case Step.CHECKING:
            return ComeBack(ONE_MOMENT)
        case Step.GOODBYE:
            return HangUp()
        case Step.QUEUE | Step.WITH_AGENT | Step.MESSAGE:
            return then_of_reaching(call)
        case entry if entry in ENTRIES:
            return Listen(None, timeout=SLOW_TIMEOUT if call.slow else ENTRY_TIMEOUT)
    return Listen(1, timeout=SLOW_TIMEOUT if call.slow else MENU_TIMEOUT)


def _languages(call: CallState, facts: Facts, sheets: Sheets) -> Passages:
    for key, language in enumerate(facts.content.languages, start=1):
        sheet = sheets[language]
        if call.notice is Notice.MORE_TIME:
            yield sheet.prompt("notice.more_time")
        yield sheet.prompt(f"language.{rung(call)}", key=key)


def _notice(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    if call.notice is Notice.GREETING:
        yield from _greeting(call, facts, sheet)
    elif call.notice:
        yield sheet.prompt(f"notice.{call.notice}")
        if call.notice in (Notice.CLOSED, Notice.NOBODY_ANSWERED):
            yield when_people_answer(facts, sheet)


def _greeting(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    """Whose line this is, what everybody must hear now, and whether people are there."""
    yield sheet.quote(facts.content.greeting[call.language])
    emergency = facts.content.emergency_at(facts.now)
    if emergency:
        yield sheet.quote(emergency.say[call.language])
    if facts.is_open:
        yield by_hand(facts, sheet)
        return
    if facts.closure is None:
        yield sheet.prompt("notice.closed_now")
    yield when_people_answer(facts, sheet)
    yield sheet.prompt("notice.day_and_night")


def _menu(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("menu", call, facts, sheet)


def _letters(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("letters", call, facts, sheet)


def _topic(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    if call.tries == 0 and call.notice is not Notice.CLOSED:
        yield from topic_words(call, facts, sheet)
    if call.tries:
        yield sheet.prompt("topic.short" if call.tries == 1 else "topic.example")
    yield sheet.prompt("option.check")
    if call.tries != 1:
        yield sheet.prompt("option.again")
    yield sheet.prompt("option.more_letters" if call.step in LETTER_TOPICS else "option.main_menu")
    if call.tries == 0:
        yield by_hand(facts, sheet)
    yield from help_from_a_person(call, facts, sheet)


def _role(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("role", call, facts, sheet)


def _way(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt(f"way.{rung(call)}")
    for key, way in enumerate(facts.ways, start=1):
        yield sheet.prompt(f"way.{way.name}", key=key)
    yield from help_from_a_person(call, facts, sheet)


def _letter_code(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("letter_code", call, facts, sheet, count=call.code_digits)


def _student_number(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("student_number", call, facts, sheet, count=facts.student_number_width)


def _read_back(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    group = LETTER_CODE_GROUP if call.scheme == "letter_code" else 3
    return asks("read_back", call, facts, sheet, digits=spoken(call.identifier, group=group))


def _last_name(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("last_name", call, facts, sheet)


def _first_name(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("first_name", call, facts, sheet)


def _birth_date(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("birth_date", call, facts, sheet)


def _zip(call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    return asks("zip", call, facts, sheet)


def _checking(_call: CallState, _facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt("checking.wait")


def _person(_call: CallState, _facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt("person.connecting")


def _goodbye(_call: CallState, facts: Facts, sheet: Sheet) -> Passages:
    yield sheet.prompt("goodbye.thanks", number=spoken_number(facts.content.line))
    yield when_people_answer(facts, sheet)
    yield sheet.prompt("goodbye.farewell")


_WORDS: Mapping[Step, Callable[[CallState, Facts, Sheet], Passages]] = {
    Step.MENU: _menu,
    Step.LETTERS: _letters,
    **dict.fromkeys(TOPICS, _topic),
    Step.ROLE: _role,
    Step.WAY: _way,
    Step.LETTER_CODE: _letter_code,
    Step.STUDENT_NUMBER: _student_number,
    Step.READ_BACK: _read_back,
    Step.LAST_NAME: _last_name,
    Step.FIRST_NAME: _first_name,
    Step.BIRTH_DATE: _birth_date,
    Step.ZIP: _zip,
    Step.CHECKING: _checking,
    Step.ANSWER: answer,
    Step.PERSON: _person,
    **WORDS_OF_REACHING,
    Step.GOODBYE: _goodbye,
}
