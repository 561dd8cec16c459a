"""What the parts of an incident are called on the pages, who has put what in force, and what waits to be.

Must not know: how anything is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.house import desk
from agents_ui.script import language_name
from agents_ui.supervision.line import moments
from hotline import incidents
from hotline.approvals import Matter, Proposal, Proposals
from hotline.incidents import Applied, Content, Text
from hotline.incidents.changes import between
from hotline.line import Change, Changes, Draft, Group

GROUPS: Final[Mapping[Group, tuple[Any, Any]]] = {
    Group.OPENING: (_l("The beginning"), _l("The first words of a call.")),
    Group.HEADINGS: (_l("The notice"), _l("What the menu tells about the incident.")),
    Group.LETTERS: (_l("Letters"), _l("What callers hear in the menu of letters.")),
    Group.ANSWER: (_l("With an answer"), _l("What stands beside the kinds of information.")),
    Group.KINDS: (_l("Kinds of information"), _l("Each as it is said in a row of kinds.")),
    Group.ADVICE: (_l("What to do"), _l("Each is said once, in the words for this caller.")),
    Group.QUESTIONS: (_l("Questions and answers"), _l("Agents find these at the desk and say them.")),
}
PLACES: Final[Mapping[str, Any]] = {
    "organisation": _l("Whose line it is"),
    "greeting": _l("Greeting"),
    "headings.what_happened": _l("What happened"),
    "headings.what_information": _l("What information was involved"),
    "headings.what_we_are_doing": _l("What is being done"),
    "headings.more_information": _l("Where to learn more"),
    "headings.what_you_can_do": _l("What you can do"),
    "letters.none_came": _l("No letter came"),
    "letters.moved": _l("A new address"),
    "letters.for_another": _l("A letter for somebody else"),
    "letters.died": _l("The person has died"),
    "not_involved": _l("What was not involved"),
    "blind": _l("When details were sent to the custodian"),
}
# What an incident file has besides texts, by its tables.
TABLES: Final[Mapping[str, Any]] = {
    "closures": _l("closures"),
    "openings": _l("openings"),
    "emergency": _l("announcement"),
    "hours": _l("hours and holidays"),
    "organisation": _l("whose line it is"),
    "greeting": _l("greeting"),
    "headings": _l("the notice"),
    "letters": _l("letters"),
    "not_involved": _l("what was not involved"),
    "blind": _l("when details were sent"),
    "categories": _l("kinds of information"),
    "advice": _l("what to do"),
    "questions": _l("questions and answers"),
    "schemes": _l("ways of checking"),
    "limits": _l("limits"),
}
_REST: Final = _l("settings of the file")


@dataclass(frozen=True, slots=True)
class PutInForce:
    """A version as a page tells it: when, by whom, and which parts of the incident it changed."""

    version: int
    at: str
    by: str
    parts: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Texts that are approved for later, or proposed: what they are called, from when on, and by whom."""

    id: UUID
    texts: Sequence[str]
    at: str
    by: str
    mine: bool = False


def languages(content: Content) -> Sequence[tuple[str, str]]:
    """The languages of an incident, and what each is called."""
    return [(code, str(choices.LANGUAGES.get(code, language_name(code)))) for code in content.languages]


def here(text: Text | None) -> str:
    """A text in the language of the page where it has that; else in its first one."""
    return "" if not text else text.get(str(get_locale())) or next(iter(text.values()))


def name(path: str, content: Content, changes: Changes | None = None) -> str:
    """What the text at a path is called; a question of these changes by its own words."""
    table, *rest = path.split(".")
    match table:
        case "categories":
            return next((here(one.say) for one in content.categories if one.id == rest[0]), rest[0])
        case "advice":
            words = _l("%(advice)s, to a caller who asks %(about)s")
            return str(words % {"advice": _spaced(rest[0]), "about": choices.CALLERS[rest[1]]})
        case "questions":
            asked = _asked(rest[0], content, changes or {})
            return asked if rest[1] == "ask" else str(_l("Answer to: %(question)s") % {"question": asked})
        case _:
            return str(PLACES[path])


def named(changes: Changes, content: Content) -> list[str]:
    """What the texts that are changed are called, in their order."""
    return [name(path, content, changes) for path in changes]


def who(session: Session, actor: str) -> str:
    """Somebody as the audit names them, by the name that people know."""
    role, _blank, number = actor.rpartition(" ")
    if role in ("supervisor", "agent") and number.isdigit():
        found = next((one.name for one in desk().accounts.all(session) if one.id == int(number)), "")
        return found or actor
    return str(_("operator %(login)s", login=actor) if actor else _("an operator"))


def history(session: Session, incident_id: int, *, most: int) -> list[PutInForce]:
    """The newest versions of an incident, the newest first."""
    versions = incidents.versions_of(session, incident_id, most=most + 1)
    before = [*versions[1:], None][: len(versions)]
    return [_put_in_force(session, one, former) for one, former in zip(versions, before, strict=True)][:most]


def scheduled(session: Session, drafts: Iterable[Draft], content: Content) -> list[Waiting]:
    """What is approved for later."""
    return [
        Waiting(one.id, named(one.changes, content), _said(one, content), who(session, one.approved_by))
        for one in drafts
    ]


def proposed(session: Session, incident_id: int, *, me: str) -> list[Waiting]:
    """What waits for a second person."""
    house, content = desk().house, incidents.current_by_id(session, incident_id).content
    opened = Proposals(house.keyring, house.clock).opened(session, (incident_id,))
    return [_proposed(session, one, content, me=me) for one in opened if one.matter is Matter.TEXT]


def _proposed(session: Session, proposal: Proposal, content: Content, *, me: str) -> Waiting:
    by = who(session, proposal.proposed_by)
    return Waiting(proposal.id, (), moments.said(proposal.proposed_at, content), by, mine=proposal.proposed_by == me)


def _said(draft: Draft, content: Content) -> str:
    return moments.said(draft.from_at, content) if draft.from_at else ""


def _put_in_force(session: Session, one: Applied, former: Applied | None) -> PutInForce:
    content = one.incident.content
    parts = _parts(former.incident.content, content) if former else ()
    return PutInForce(one.incident.version, moments.dated(one.at, content), who(session, one.by), parts)


def _parts(before: Content, after: Content) -> Sequence[Any]:
    found = between(before, after)
    tables = dict.fromkeys(part.split(".")[0] for part in (*found.new, *found.changed, *found.gone))
    return [TABLES.get(table, _REST) for table in tables]


def _asked(id_: str, content: Content, changes: Changes) -> str:
    """The words of a question: as they are in force, else as a change has them."""
    change = changes.get(f"questions.{id_}.ask", Change(None, None))
    in_force = next((one.ask for one in content.questions if one.id == id_), change.after or change.before)
    return here(in_force) or _spaced(id_)


def _spaced(id_: str) -> str:
    return id_.replace("_", " ")
