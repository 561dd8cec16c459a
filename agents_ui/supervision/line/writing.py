"""Texts as they are written at the desk: what is in force, and each change into the draft of whoever writes it.

Must not know: how a draft is approved, and how a text is read aloud on a telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest, NotFound

from agents_ui.guards import visitor
from agents_ui.house import desk
from agents_ui.pages import page
from agents_ui.supervision.line import checking, naming, where
from agents_ui.supervision.line.doors import texts_door
from agents_ui.supervision.line.now import words
from hotline import incidents
from hotline.incidents import Content, Text
from hotline.line import (
    Author,
    Changes,
    Draft,
    DraftProposed,
    Group,
    NoSuchText,
    Place,
    place,
    places,
    question_name,
    text_at,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of the list: what it is called, its words in the page's language, and whether the draft changes it.

    `words` are empty where the name says them already; `gone`: there are to be none.
    """

    path: str
    name: str
    words: str
    changed: bool
    gone: bool


@texts_door.get("/texts")
def show() -> Response:
    """Every text that is in force, and which of them one's draft changes."""
    parts, this = desk(), where.incident_id()
    where.put_due(this)
    with parts.house.database.read() as session:
        content = incidents.current_by_id(session, this).content
        draft = parts.drafts.of(session, this, visitor().account.id)
        proposed = draft is not None and parts.drafts.proposal_of(session, draft) is not None
        mine = where.all_mine(session)
    seen: dict[str, Any] = {"groups": _groups(content, draft), "languages": naming.languages(content)}
    return page("line_texts.html", incident=this, draft=draft, proposed=proposed, mine=mine, **seen)


@texts_door.get("/text")
def text() -> Response:
    """One text, to be changed."""
    parts, this, at = desk(), where.incident_id(), _place(request.args.get("at", ""))
    with parts.house.database.read() as session:
        content = incidents.current_by_id(session, this).content
        draft = parts.drafts.of(session, this, visitor().account.id)
        if draft and parts.drafts.proposal_of(session, draft):  # before anybody writes what could not be kept
            return where.go_on("line_texts.draft", fault="line_proposed")
        wrong = checking.at(session, draft, at.path) if draft else {}
    change = draft.changes.get(at.path) if draft else None
    in_force = text_at(content, at.path)
    if in_force is None and change is None:
        raise NotFound
    shown: dict[str, Any] = {"in_force": in_force or {}, "now": (change.after if change else in_force) or {}}
    changes = draft.changes if draft else {}
    named = {"name": naming.name(at.path, content, changes), "group": naming.GROUPS[at.group]}
    about: dict[str, Any] = {"incident": this, "place": at, "languages": naming.languages(content), **named}
    return page("line_text.html", changed=change, wrong=wrong, **about, **shown)


@texts_door.post("/text")
def write() -> Response:
    """One text as somebody wants it; into their draft, whatever is still wrong with it."""
    at = _place(request.form.get("text", ""))
    return _write(lambda content, _: {at.path: words(content)}, at=at.path)


@texts_door.post("/leave")
def leave() -> Response:
    """One text is to stay as it is in force."""
    at = _place(request.form.get("text", ""))
    paths = _halves(at) if at.group is Group.QUESTIONS else [at.path]
    return _write(lambda content, _: {path: text_at(content, path) for path in paths})


@texts_door.post("/question")
def add_question() -> Response:
    """A question that is new, with its answer."""

    def texts(content: Content, changes: Changes) -> dict[str, Text | None]:
        asked = words(content, "ask")
        taken = {one.id for one in content.questions} | {place(path).parts[1] for path in changes if "." in path}
        name = question_name(naming.here(asked), taken)
        return {f"questions.{name}.ask": asked, f"questions.{name}.answer": words(content, "answer")}

    return _write(texts)


@texts_door.post("/drop-question")
def drop_question() -> Response:
    """A question that is asked no more."""
    at = _place(request.form.get("text", ""))
    if at.group is not Group.QUESTIONS:
        raise BadRequest
    return _write(lambda *_: dict.fromkeys(_halves(at)))


def me() -> Author:
    """Whoever writes."""
    return Author(visitor().account.id, visitor().account.actor)


def _write(texts: Callable[[Content, Changes], dict[str, Text | None]], *, at: str = "") -> Response:
    """Put texts into the draft, and show what it is now; the same text again where a telephone could not say it."""
    parts, this = desk(), where.incident_id()
    try:
        with parts.house.database.write() as session:
            content = incidents.in_hand(session, this).content
            before = parts.drafts.of(session, this, me().id)
            said = texts(content, before.changes if before else {})
            draft = parts.drafts.write(session, this, me(), texts=said)
            wrong = bool(at) and bool(checking.at(session, draft, at))
    except DraftProposed:
        return where.go_on("line_texts.draft", fault="line_proposed")
    if wrong:
        return where.go_on("line_texts.text", fault="line_text_wrong", at=at)
    return where.go_on("line_texts.draft", say="line_text_written")


def _halves(at: Place) -> list[str]:
    """The paths of a question and of its answer, which come and go together."""
    return [f"questions.{at.parts[1]}.{half}" for half in ("ask", "answer")]


def _place(path: str) -> Place:
    try:
        return place(path)
    except NoSuchText:
        raise NotFound from None


def _groups(content: Content, draft: Draft | None) -> Iterator[tuple[Any, Any, list[Shown]]]:
    """What texts belong together, with a sentence about them; also those that the draft adds."""
    changes = draft.changes if draft else {}
    paths = dict.fromkeys([*(one.path for one in places(content)), *changes])
    for group, (title, says) in naming.GROUPS.items():
        found = [path for path in paths if place(path).group is group]
        yield title, says, [_shown(path, content, changes) for path in found]


def _shown(path: str, content: Content, changes: Changes) -> Shown:
    change = changes.get(path)
    now: Text | None = change.after if change else text_at(content, path)
    name, words = naming.name(path, content, changes), naming.here(now)
    return Shown(path, name, "" if words in name else words, changed=change is not None, gone=now is None)
