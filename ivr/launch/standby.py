"""What the carrier says when this host is dead: a document that is kept at the carrier and asks nobody for anything.

It can't know whether people answer now, so it says the hours first and then rings them. Must not know: a call.
"""

from __future__ import annotations

from hotline.incidents.content import Content
from ivr import twiml
from ivr.steps.state import Step
from ivr.words.prompts import Sheet, Sheets
from ivr.words.saying import RING_TIMEOUT
from ivr.words.speech import CallPerson, Line, Speech


def document(content: Content, sheets: Sheets) -> str:
    """TwiML for a TwiML Bin: that we can't answer, the hours, in every language of the incident; then a person."""
    spoken = [sheets[language] for language in content.languages]
    lines = tuple(line for sheet in spoken for line in _says(sheet, content))
    # Whoever comes back from the person, or found nobody, is not left with silence.
    farewell = tuple(sheet.line("last_resort.farewell") for sheet in spoken)
    person = CallPerson(content.fallback, timeout=RING_TIMEOUT, farewell=farewell)
    return twiml.document(Speech(lines, person, Step.PERSON, turn=0))


def _says(sheet: Sheet, content: Content) -> tuple[Line, ...]:
    return (
        sheet.line("answer.cannot_tell"),
        sheet.line("last_resort.says_nothing"),
        sheet.line("notice.hours", hours=content.hours.spoken[sheet.language]),
        sheet.line("person.connecting"),
    )
