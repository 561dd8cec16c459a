"""The documents of one call as the network performed them: where it stood, what was said of it, which answers it heard.

Must not know: who kept any of it, and how a step comes about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from urllib.parse import parse_qs, urlsplit

from carrier import Exchange
from ivr.words import prompts

LISTENS = re.compile(r"<(?:Gather|Record|Enqueue)[^>]*? action=\"([^\"]+)\"")
QUEUE = re.compile(r"<Enqueue[^>]*>([^<]+)</Enqueue>")
SAYS = re.compile(r"<Say[^>]* language=\"([a-z]+)-[A-Z]+\"[^>]*>([^<]*)</Say>")
PHRASE = re.compile(r"\b\d(?: \d){3}\b")
ONE_MOMENT = re.compile(r"<Redirect[^>]*>/ivr/checking")
LAST_DETAILS = {"read-back", "birth-date", "zip"}  # after one of them a check may be made
ROLES = {"1": "self", "2": "child", "3": "other"}  # as the words of the menu have it
ANSWERS = ("match", "no_match", "cannot_tell", "may_not_tell")


@dataclass(frozen=True, slots=True)
class Stop:
    """A step, and when the network asked for the first document of it."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """In which language a call went on, and for whom its caller called; empty where neither was said."""

    language: str = ""
    role: str = ""


def stops_in(transcript: Sequence[Exchange]) -> Iterator[Stop]:
    """The steps in order, each as the document of it says where its keys go."""
    before = ""
    for sent in transcript:
        if step := _step(sent):
            if is_checked(sent, before):
                yield Stop("checking", sent.at)
            if step not in (before, "checking"):
                yield Stop(step, sent.at)
            before = step


def is_checked(sent: Exchange, before: str) -> bool:
    """Whether a check was made for the request, which came at the step `before`."""
    return before in LAST_DETAILS and path(sent) == before and _step(sent) in ("answer", "checking")


def said_in(transcript: Sequence[Exchange], until: datetime | None = None) -> Said:
    """What was chosen by key, or followed from having chosen nothing; of all, or of what was asked for `until` then."""
    language, role = "", ""
    for sent in transcript:
        if until is not None and sent.at > until:
            break
        spoken, step, keys = {tag for tag, _ in SAYS.findall(sent.body)}, _step(sent), sent.form.get("Digits", "")
        if step != "language" and len(spoken) == 1:
            (language,) = spoken
        if path(sent) == "role" and step != "role":
            role = ROLES.get(keys, role)
    return Said(language, role)


def answers_told(transcript: Sequence[Exchange]) -> Iterator[tuple[datetime, str]]:
    """Each check of a call, and which of the four answers it brought."""
    before, checking = "", False
    for sent in transcript:
        if step := _step(sent):
            checking = checking or is_checked(sent, before)
            if checking and step != "checking":
                yield sent.at, answer_in(" ".join(unescape(words) for _, words in SAYS.findall(sent.body)))
                checking = False
            before = step


def answer_in(words: str) -> str:
    """Which of the four answers is said; ValueError where it is none, or more than one."""
    (name,) = {name for sentence, name in _answers().items() if sentence in words}
    return name


def phrase_in(transcript: Sequence[Exchange], at: datetime) -> str:
    """The four digits that a document said, which was asked for then."""
    said = " ".join(words for sent in transcript if sent.at == at for _, words in SAYS.findall(sent.body))
    (phrase,) = {found[0] for found in PHRASE.finditer(said)}
    return phrase.replace(" ", "")


def offer_in(transcript: Sequence[Exchange]) -> str:
    """The name in the addresses of a call, which those of an agent and of the caller rung back have in common."""
    asked = (parse_qs(urlsplit(sent.url).query).get("offer", [""])[0] for sent in transcript)
    return next(filter(None, asked), "")


def path(sent: Exchange) -> str:
    """The last part of the address that was asked."""
    return urlsplit(sent.url).path.rpartition("/")[2]


def _step(sent: Exchange) -> str:
    """The step at which a document listens; empty for one that does not."""
    queue = QUEUE.search(sent.body)
    if queue is not None:
        return "queue" if queue[1].startswith("waiting-") else "with-agent"
    if ONE_MOMENT.search(sent.body):
        return "checking"
    found = LISTENS.findall(sent.body)
    step = urlsplit(found[0]).path.rpartition("/")[2] if found else ""
    return {"waiting-key": "queue", "message-left": "message"}.get(step, step)


@cache
def _answers() -> Mapping[str, str]:
    sheets = prompts.load().values()
    return {sheet.prompt(f"answer.{name}").words: name.upper() for sheet in sheets for name in ANSWERS}
