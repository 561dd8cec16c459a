"""How the parts of an incident file must fit one another: what no single value can show.

Reads a document that may be wrong in any other way, so it looks only at what has the expected shape; the shapes
themselves are told elsewhere. Knows nothing of lines or files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hotline.incidents.content import ROLES
from hotline.incidents.file import calendar, ways
from hotline.incidents.file.checks import nearest
from hotline.incidents.file.documents import Document, listed, rows, table
from hotline.incidents.file.shapes import Found
from hotline.incidents.file.speech import WORDS_PER_SECOND

ANSWER_SECONDS: Final = 60
FRAME_WORDS: Final = 25  # what the telephone itself says around the kinds and the advice
ANSWER_WORDS: Final = int(ANSWER_SECONDS * WORDS_PER_SECOND) - FRAME_WORDS


def faults(document: Document) -> Iterator[Found]:
    """Everything in which the parts disagree."""
    yield from _numbers(document)
    yield from calendar.faults(document)
    for name, key in (("categories", "id"), ("advice", "id"), ("questions", "id"), ("schemes", "name")):
        yield from _twice(document, name, key)
    yield from _advice(document)
    yield from ways.faults(document)
    yield from _answer_length(document)


def _numbers(document: Document) -> Iterator[Found]:
    if "line" in document and document["line"] == document.get("fallback_number"):
        yield ("fallback_number",), "rings this line itself; give a number where people answer"


def _twice(document: Document, name: str, key: str) -> Iterator[Found]:
    seen: list[object] = []
    for path, row in rows(document, name):
        if key in row and row[key] in seen:
            yield (*path, key), f'"{row[key]}" stands in {name} twice'
        seen.append(row.get(key))


def _advice(document: Document) -> Iterator[Found]:
    written = [row["id"] for _, row in rows(document, "advice") if isinstance(row.get("id"), str)]
    wanted: set[str] = set()
    for path, row in rows(document, "categories"):
        for place, advice in enumerate(listed(row, "advice")):
            wanted.add(advice)
            if advice not in written:
                yield (*path, "advice", place), f'there is no advice "{advice}"{nearest(advice, written)}'
    for path, row in rows(document, "advice"):
        if isinstance(row.get("id"), str) and row["id"] not in wanted:
            yield (*path, "id"), f'no category uses the advice "{row["id"]}", so nobody would hear it'


def _answer_length(document: Document) -> Iterator[Found]:
    """The longest answer: a person with every category. Nobody listens to more than a minute."""
    for language in listed(document, "languages"):
        always = _words(document.get("not_involved"), language)
        always += sum(_words(row.get("say"), language) for _, row in rows(document, "categories"))
        for role in ROLES:
            advice = sum(_words(table(row, "do").get(role), language) for _, row in rows(document, "advice"))
            if always + advice > ANSWER_WORDS:
                longest = (
                    f'the longest answer (every category, role {role}, in "{language}") has {always + advice} words'
                )
                yield ("advice",), f"{longest}; one minute has room for {ANSWER_WORDS}: shorten advice or not_involved"


def _words(text: object, language: str) -> int:
    words = text.get(language) if isinstance(text, dict) else None
    return len(words.split()) if isinstance(words, str) else 0
