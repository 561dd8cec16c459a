"""What a caller hears: a pure function of where the call stands, the incident's facts and the prompt sheets.

Saying it twice changes nothing, so a repeated request is answered by saying the present turn again; nothing that was
said is stored. It must not know TwiML, a database, or how a call came to be where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hotline.incidents.content import ROLES, Role
from ivr.facts import Facts
from ivr.prompts import Sheet, Sheets, spoken, spoken_number
from ivr.speech import CallPerson, ComeBack, HangUp, Line, Listen, Speech, Then
from ivr.state import ENTRIES, TOPICS, CallState, Heard, Notice, Step

MENU_TIMEOUT = 6
ENTRY_TIMEOUT = 10
SLOW_TIMEOUT = 25
RING_TIMEOUT = 30
ONE_MOMENT = 2
LETTER_CODE_GROUP = 4  # as printed: 4831-0927-5510

Lines = Iterator[Line]


def says(call: CallState, *, facts: Facts, sheets: Sheets) -> Speech:
    """Everything that is said and done at the present turn of `call`."""
    if call.step is Step.LANGUAGE:
        lines = tuple(_languages(call, facts, sheets))
    else:
        sheet = sheets[call.language]
        lines = (*_notice(call, facts, sheet), *_WORDS[call.step](call, facts, sheet))
    return Speech(lines, then=_then(call, facts), step=call.step, turn=call.turn)


def _then(call: CallState, facts: Facts) -> Then:
    match call.step:
        case Step.PERSON:
            return CallPerson(facts.content.fallback, timeout=RING_TIMEOUT)
        case Step.CHECKING:
            return ComeBack(ONE_MOMENT)
        case Step.GOODBYE:
            return HangUp()
        case entry if entry in ENTRIES:
            return Listen(None, timeout=SLOW_TIMEOUT if call.slow else ENTRY_TIMEOUT)
    return Listen(1, timeout=SLOW_TIMEOUT if call.slow else MENU_TIMEOUT)


def _rung(call: CallState) -> str:
    """The wording grows with what did not work: the question, a shorter one, an example."""
    if call.notice is Notice.MORE_TIME:
        return "ask"  # whoever asks for time has done nothing wrong
    return ("ask", "short", "example")[min(call.tries, 2)]


def _asks(group: str, call: CallState, sheet: Sheet, **values: object) -> Lines:
    yield sheet.line(f"{group}.{_rung(call)}", **values)
    if call.tries > 1:
        yield sheet.line("notice.press_zero")


def _languages(call: CallState, facts: Facts, sheets: Sheets) -> Lines:
    for key, language in enumerate(facts.content.languages, start=1):
        yield sheets[language].line(f"language.{_rung(call)}", key=key)


def _notice(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    if call.notice is Notice.GREETING:
        yield sheet.quote(facts.content.greeting[call.language])
        yield sheet.line("notice.person" if facts.is_open else "notice.nobody_now", hours=_hours(call, facts))
    elif call.notice:
        yield sheet.line(f"notice.{call.notice}", hours=_hours(call, facts))


def _menu(call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    return _asks("menu", call, sheet)


def _topic(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    if call.tries == 0:
        yield from _topic_words(call, facts, sheet)
    yield from _asks("topic", call, sheet)


def _topic_words(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    headings = facts.content.headings
    if call.step is Step.HOURS:
        yield sheet.line("topic.hours", hours=_hours(call, facts), number=spoken_number(facts.content.line))
    texts = {
        Step.WHAT_HAPPENED: (headings.what_happened, headings.what_information, headings.what_we_are_doing),
        Step.WHAT_TO_DO: (headings.what_you_can_do,),
        Step.LETTERS: (facts.content.letters.none_came,),
        Step.HOURS: (headings.more_information,),
    }
    for text in texts[call.step]:
        yield sheet.quote(text[call.language])


def _role(call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    return _asks("role", call, sheet)


def _way(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    yield sheet.line(f"way.{_rung(call)}")
    for key, way in enumerate(facts.ways, start=1):
        yield sheet.line(f"way.{way.name}", key=key)
    if call.tries > 1:
        yield sheet.line("notice.press_zero")


def _letter_code(call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    return _asks("letter_code", call, sheet, count=call.code_digits)


def _student_number(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    return _asks("student_number", call, sheet, count=facts.student_number_width)


def _read_back(call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    group = LETTER_CODE_GROUP if call.scheme == "letter_code" else 3
    return _asks("read_back", call, sheet, digits=spoken(call.identifier, group=group))


def _birth_date(call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    return _asks("birth_date", call, sheet)


def _checking(_call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    yield sheet.line("checking.wait")


def _answer(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    heard = call.heard or Heard("CANNOT_TELL")
    if call.tries:
        return _asks("answer", call, sheet)
    return _told(heard, call, facts, sheet)


def _told(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    """Yes or no, then the kinds, what was not involved and what to do; or what else can be tried."""
    yield sheet.line(f"answer.{heard.name.lower()}")
    if heard.name == "MATCH":
        yield from _kinds(heard, call, facts, sheet)
        yield sheet.quote(facts.content.not_involved[call.language])
        yield from _advice(heard, call, facts, sheet)
        yield sheet.line("answer.ask")
        return
    yield sheet.line(f"answer.{heard.name.lower()}_more")
    if not facts.is_open:
        yield sheet.line("answer.people", hours=_hours(call, facts))
    yield sheet.line("answer.ask_again")


def _kinds(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    if heard.shared:
        yield sheet.line("answer.shared")
        return
    if heard.kinds:
        kinds = tuple(facts.content.categories[at].say[call.language] for at in heard.kinds)
        yield sheet.line("answer.kinds", kinds=sheet.listed(kinds))
    if not heard.whole or not heard.kinds:
        yield sheet.line("answer.letter")


def _advice(heard: Heard, call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    """What to do about these kinds, in the words for this caller's role; the general advice where no kind is told."""
    if heard.shared or not heard.kinds:
        yield sheet.quote(facts.content.headings.what_you_can_do[call.language])
        return
    kinds = tuple(facts.content.categories[at].id for at in heard.kinds)
    for text in facts.content.advice_for(kinds, _role_of(call)):
        yield sheet.quote(text[call.language])


def _role_of(call: CallState) -> Role:
    return next((role for role in ROLES if role == call.role), "other")


def _person(_call: CallState, _facts: Facts, sheet: Sheet) -> Lines:
    yield sheet.line("person.connecting")


def _goodbye(call: CallState, facts: Facts, sheet: Sheet) -> Lines:
    yield sheet.line("goodbye.farewell", number=spoken_number(facts.content.line), hours=_hours(call, facts))


def _hours(call: CallState, facts: Facts) -> str:
    return facts.content.hours.spoken[call.language]


_WORDS: Mapping[Step, Callable[[CallState, Facts, Sheet], Lines]] = {
    Step.MENU: _menu,
    **dict.fromkeys(TOPICS, _topic),
    Step.ROLE: _role,
    Step.WAY: _way,
    Step.LETTER_CODE: _letter_code,
    Step.STUDENT_NUMBER: _student_number,
    Step.READ_BACK: _read_back,
    Step.BIRTH_DATE: _birth_date,
    Step.CHECKING: _checking,
    Step.ANSWER: _answer,
    Step.PERSON: _person,
    Step.GOODBYE: _goodbye,
}
