"""What the carrier says when this host is dead: a document that is kept at the carrier and asks nobody for anything.

It can't know whether people answer now, so it says the hours first and then rings them. Must not know: a call.
"""

from __future__ import annotations

from hotline.incidents.content import Content
from ivr import twiml
from ivr.steps.state import Step
from ivr.words.prompts import Sheet, Sheets
from ivr.words.saying import RING_TIMEOUT
from ivr.words.speech import CallPerson, Passage, Speech


def document(content: Content, sheets: Sheets) -> str:
    """TwiML for a TwiML Bin: that we can't answer, the hours, in every language of the incident; then a person."""
    spoken = [sheets[language] for language in content.languages]
    passages = tuple(passage for sheet in spoken for passage in _says(sheet, content))
    # Whoever comes back from the person, or found nobody, is not left with silence.
    farewell = tuple(sheet.prompt("last_resort.farewell") for sheet in spoken)
    person = CallPerson(content.fallback, timeout=RING_TIMEOUT, farewell=farewell)
    return twiml.document(Speech(passages, person, Step.PERSON, turn=0))


def _says(sheet: Sheet, content: Content) -> tuple[Passage, ...]:
    return (
        sheet.prompt("answer.cannot_tell"),
        sheet.prompt("last_resort.says_nothing"),
        sheet.prompt("notice.hours", hours=content.hours.spoken[sheet.language]),
        sheet.prompt("person.connecting"),
    )
