"""What is proposed, in words: what it changes, who wants it, and what whoever looks can do about it.

Must not know: how a decision is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.house import Desk
from agents_ui.supervision import persons
from agents_ui.supervision.approving.builds import Line, compared, fewer
from hotline import incidents
from hotline.approvals import Matter, NoSuchProposal, Outcome, Proposal, Proposals, same_person
from hotline.incidents import Content
from hotline.sealing import KeyFault
from hotline.staff import Account
from lookup.registers import history, publishing
from lookup.registers.definition import Definition, RegisterFault

TITLES: Mapping[Matter, Any] = {
    Matter.PUBLISH: _l("Another list is to answer"),
    Matter.ROLL_BACK: _l("An earlier list is to answer again"),
    Matter.TEXT: _l("Other words are to be said"),
    Matter.RESET: _l("Somebody is to get a link"),
}
OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.APPROVED: _l("Approved"),
    Outcome.REFUSED: _l("Refused"),
    Outcome.WITHDRAWN: _l("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """Which list would answer in place of which, line by line; `now` is 0 where nothing answers.

    `fewer`: so many individuals fewer.
    """

    incident_id: int
    now: int
    then: int
    lines: tuple[Line, ...]
    fewer: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as its page shows it.

    `change`: None where nothing can be published by it any more, or where it is about no list. `elsewhere`: the page
    that shows exactly what would change and lets it be approved, for what is not about a list. `does`: what it lets
    `about` do, for what is about somebody.
    """

    id: UUID
    title: Any
    about: str
    does: Any
    by: str
    note: str
    at: str
    until: str
    mine: bool
    of_a_list: bool
    change: Change | None
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal."""

    title: Any
    outcome: str
    outcome_words: Any
    about: str
    by: str
    decided_by: str
    at: str
    why: str


class Names:
    """Who the audit log's names are: colleagues by name, operators by login."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = accounts

    def of(self, actor: str) -> str:
        """Somebody's name."""
        known = (one.name for one in self._accounts if same_person(one.actor, actor))
        return next(known, "") or str(_("%(login)s (on the server)", login=actor))


def waiting(parts: Desk, session: Session, me: Account) -> tuple[Proposal, ...]:
    """What waits to be decided and is this supervisor's business, oldest first."""
    ledger = Proposals(parts.house.keyring, parts.house.clock)
    return tuple(one for one in ledger.opened(session, me.incidents) if concerns(parts, session, one, me))


def opened(parts: Desk, session: Session, me: Account) -> tuple[Shown, ...]:
    """The same in words, with what it would change."""
    names = Names(parts.accounts.all(session))
    return tuple(_shown(parts, session, one, me=me, names=names) for one in waiting(parts, session, me))


def decided(parts: Desk, session: Session, me: Account) -> tuple[Decided, ...]:
    """What was decided lately, the newest first."""
    names, ledger = Names(parts.accounts.all(session)), Proposals(parts.house.keyring, parts.house.clock)
    return tuple(
        Decided(
            TITLES[one.proposal.matter],
            one.outcome.value,
            OUTCOMES[one.outcome],
            about=", ".join(filter(None, (_about(parts, session, one.proposal), _which(one.proposal)))),
            by=names.of(one.proposal.proposed_by),
            decided_by=names.of(one.settled_by),
            at=said_there(one.settled_at, _content(session, one.proposal, me)),
            why=one.why,
        )
        for one in ledger.settled(session, me.incidents)
        if concerns(parts, session, one.proposal, me)
    )


def concerns(parts: Desk, session: Session, proposal: Proposal, me: Account) -> bool:
    """Whether somebody may know of a proposal: of an account, whoever shares an incident with its owner."""
    if proposal.matter is not Matter.RESET:
        return True
    account, _step = parts.personnel.of(session, proposal)
    return bool(set(account.incidents) & set(me.incidents))


def change_of(parts: Desk, session: Session, proposal: Proposal) -> Change | None:
    """What would answer otherwise; None where the proposal can't be carried out any more."""
    try:
        build = publishing.build_of(session, parts.house.keyring, proposal)
    except (RegisterFault, KeyFault, NoSuchProposal):
        return None
    if build is None:
        return None
    now = answering(session, build.definition.incident_id)
    content = incidents.current_by_id(session, build.definition.incident_id).content
    return Change(
        build.definition.incident_id,
        now.generation if now else 0,
        build.definition.generation,
        compared(now, build.definition, content),
        fewer(now, build.definition),
    )


def answering(session: Session, incident_id: int) -> Definition | None:
    """What answers now, as the database says it."""
    return next((one.definition for one in history.publications(session, incident_id, most=1)), None)


def said_there(moment: datetime, content: Content) -> str:
    """A moment as it is said where the line is."""
    return choices.moment(moment.astimezone(ZoneInfo(content.zone)))


def _shown(parts: Desk, session: Session, proposal: Proposal, *, me: Account, names: Names) -> Shown:
    content, of_a_list = _content(session, proposal, me), proposal.matter in publishing.TAGS
    return Shown(
        proposal.id,
        TITLES[proposal.matter],
        about=_about(parts, session, proposal),
        does=persons.what_it_lets(parts, session, proposal) if proposal.matter is Matter.RESET else "",
        by=names.of(proposal.proposed_by),
        note=proposal.note,
        at=said_there(proposal.proposed_at, content),
        until=said_there(proposal.expires_at, content),
        mine=same_person(proposal.proposed_by, me.actor),
        of_a_list=of_a_list,
        change=change_of(parts, session, proposal) if of_a_list else None,
        elsewhere="" if of_a_list else _elsewhere(parts, session, proposal),
    )


def _elsewhere(parts: Desk, session: Session, proposal: Proposal) -> str:
    if proposal.matter is Matter.RESET:
        return url_for("people.person", account_id=parts.personnel.of(session, proposal)[0].id)
    return url_for("line_texts.proposal", id=str(proposal.id))


def _about(parts: Desk, session: Session, proposal: Proposal) -> str:
    """Whose line, or whose account."""
    if proposal.matter is Matter.RESET:
        return parts.personnel.of(session, proposal)[0].name
    return choices.organisation(incidents.current_by_id(session, proposal.incident_id or 0).content)


def _which(proposal: Proposal) -> str:
    """Which list, where it is about one."""
    if proposal.matter not in publishing.TAGS:
        return ""
    return str(_("generation %(number)s", number=publishing.place_of(proposal)[0]))


def _content(session: Session, proposal: Proposal, me: Account) -> Content:
    """In whose words and zone a proposal is told: where it is about no incident, in those of the first of one's own."""
    return incidents.current_by_id(session, proposal.incident_id or me.incidents[0]).content
