"""The texts of an incident, each at a place with a name: what callers hear, and the questions and answers of the desk.

Pure: texts are read from a content and laid over one. The words that go with an order (why the line is closed, the
hours) are not among them. Must not know: who writes a text, and whether anybody has approved it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from hotline.incidents import ROLES, Content, Headings, Letters, Text, tree
from hotline.incidents.file import Fault, speech_at

_LONGEST_NAME = 28  # a file takes 32, and there may be others of the same words
_ALONE = ("organisation", "greeting", "not_involved", "blind")
# Where in a row of the file a text stands, by its table.
_IN_A_ROW: Mapping[str, str] = {"categories": "say", "advice": "do", "questions": ""}
_HALVES: Mapping[str, Text] = {"ask": {}, "answer": {}}


class Group(StrEnum):
    """What texts belong together, in the order in which a caller may meet them."""

    OPENING = "opening"
    HEADINGS = "headings"
    LETTERS = "letters"
    ANSWER = "answer"
    KINDS = "kinds"
    ADVICE = "advice"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: `headings.what_happened`, `advice.watch_accounts.child`, `questions.hacked.answer`.

    `most`: how many words there may be. `whole`: whole sentences, else a phrase among others.
    """

    path: str
    group: Group
    most: int
    whole: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The path in its parts."""
        return tuple(self.path.split("."))


class NoSuchText(Exception):
    """No text can stand at this path."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a text was when somebody began to change it, and what it shall be; None for no text at all."""

    before: Text | None
    after: Text | None


Changes = Mapping[str, Change]  # path → change


def places(content: Content) -> Iterator[Place]:
    """Every place at which this content has a text, in the order of a call."""
    return map(place, _paths(content))


def place(path: str) -> Place:
    """The place of a path, whether any content has a text there or not; NoSuchText."""
    speech = speech_at(_keys(path))
    if speech is None:
        raise NoSuchText("No text stands there.")
    return Place(path, _GROUPS[path.split(".", maxsplit=1)[0]], most=speech.words, whole=speech.form == "sentence")


def text_at(content: Content, path: str) -> Text | None:
    """The text there, None where this content has none; NoSuchText."""
    return _read(tree.plain(content), place(path))


def with_texts(content: Content, texts: Mapping[str, Text | None]) -> Content:
    """The content with these texts in place of its own; a question without texts is none. NoSuchText.

    Where a text is taken away that must be there, or a question has one half only, it is empty: the rules of the file
    say so. KeyError where a kind of information or an advice does not exist: texts make none.
    """
    plain = tree.plain(content)
    for path, text in texts.items():
        _write(plain, place(path), text)
    plain["questions"] = [{**_HALVES, **row} for row in plain["questions"] if row.keys() > {"id"}]
    return tree.content(plain)


def tidy(text: Text | None) -> Text | None:
    """A text as it is kept: one blank between words, nothing that can't be printed; None where no words are left."""
    kept = {language: " ".join(words.split()) for language, words in (text or {}).items()}
    kept = {language: "".join(filter(str.isprintable, words)) for language, words in kept.items()}
    return {language: words for language, words in kept.items() if words} or None


def stale(content: Content, changes: Changes) -> tuple[str, ...]:
    """The paths at which this content has another text than the one from which a change was made."""
    return tuple(path for path, change in changes.items() if text_at(content, path) != change.before)


def laid_over(content: Content, changes: Changes) -> Content:
    """The content with what the changes make of it."""
    return with_texts(content, {path: change.after for path, change in changes.items()})


def question_name(asked: str, taken: Collection[str]) -> str:
    """A name for a new question, of its own words: small letters, digits and _, and none that is taken."""
    plain = unicodedata.normalize("NFKD", asked.lower()).encode("ascii", "ignore").decode()
    name = "_".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_NAME].strip("_")
    name = name if name[:1].isalpha() else "question"
    return next(
        one
        for one in itertools.chain([name], (f"{name}_{number}" for number in itertools.count(2)))
        if one not in taken
    )


def path_of(fault: Fault, content: Content) -> tuple[str, str]:
    """The path of the text that a fault of this content's file is about, and the language; "" where of none."""
    parts = fault.path.replace("[", ".").replace("]", "").split(".")
    table, rest = parts[0], parts[1:]
    if table in _IN_A_ROW and rest:
        row = getattr(content, table)[int(rest[0]) - 1]
        rest = [row.id, *(part for part in rest[1:] if part != _IN_A_ROW[table])]
    language = rest.pop() if rest and rest[-1] in content.languages else ""
    path = ".".join([table, *rest])
    try:
        return place(path).path, language
    except NoSuchText:
        return "", ""


def _paths(content: Content) -> Iterator[str]:
    yield from ("organisation", "greeting")
    yield from (f"headings.{one.name}" for one in fields(Headings))
    yield from (f"letters.{one.name}" for one in fields(Letters))
    yield "not_involved"
    if content.blind is not None:
        yield "blind"
    yield from (f"categories.{one.id}" for one in content.categories)
    yield from (f"advice.{one.id}.{role}" for one in content.advice for role in ROLES)
    yield from (f"questions.{one.id}.{part}" for one in content.questions for part in ("ask", "answer"))


_GROUPS: Mapping[str, Group] = {
    "organisation": Group.OPENING,
    "greeting": Group.OPENING,
    "headings": Group.HEADINGS,
    "letters": Group.LETTERS,
    "not_involved": Group.ANSWER,
    "blind": Group.ANSWER,
    "categories": Group.KINDS,
    "advice": Group.ADVICE,
    "questions": Group.QUESTIONS,
}


def _keys(path: str) -> list[str]:
    """The keys of the file under which the text of a path stands; none where no text does."""
    table, *rest = path.split(".")
    match table, rest:
        case (_, []) if table in _ALONE:
            return [table]
        case ("headings" | "letters", [name]):
            return [table, name]
        case ("categories", [_]):
            return [table, "say"]
        case ("advice", [_, role]):
            return [table, "do", role]
        case ("questions", [_, "ask" | "answer" as part]):
            return [table, part]
        case _:
            return []


def _read(plain: dict[str, Any], at: Place) -> Text | None:
    row, key = _row(plain, at)
    found = row.get(key) if row is not None else None
    return MappingProxyType(dict(found)) if found else None


def _write(plain: dict[str, Any], at: Place, text: Text | None) -> None:
    row, key = _row(plain, at)
    if row is None and at.group is Group.QUESTIONS:
        row = {"id": at.parts[1]}
        plain["questions"].append(row)
    if row is None:
        raise KeyError(at.path)
    if text is None and at.group is Group.QUESTIONS:
        row.pop(key, None)
    else:
        row[key] = dict(text or {})


def _row(plain: dict[str, Any], at: Place) -> tuple[dict[str, Any] | None, str]:
    """The table in which a text stands, and its key there; None where there is no such table."""
    table, *rest = at.parts
    match table:
        case "headings" | "letters":
            return plain[table], rest[0]
        case "categories" | "advice" | "questions":
            row = next((row for row in plain[table] if row["id"] == rest[0]), None)
            if table == "advice":
                return (row["do"] if row else None), rest[1]
            return row, ("say" if table == "categories" else rest[1])
        case _:
            return plain, table
