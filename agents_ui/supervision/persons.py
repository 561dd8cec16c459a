"""Those who work at the desk, as the page of people shows them: counts and states, never an answer.

Must not know: who looks, and what may be done about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from agents_ui import choices
from agents_ui.house import Desk
from hotline import incidents
from hotline.approvals import Proposal, same_person
from hotline.calls import AgentToday
from hotline.calls.watching import Unusual, unusual
from hotline.personnel import Step
from hotline.staff import Account

DAYS = 7
ROLES: Mapping[str, Any] = {"agent": _l("Agent"), "supervisor": _l("Supervisor")}
STANDINGS: Mapping[str, Any] = {
    "enrolled": _l("Can sign in"),
    "invited": _l("Has a link and has not used it up"),
    "begun": _l("Has a password and no second factor yet"),
    "late": _l("Has no link that is good"),
    "unlinked": _l("Waits for somebody to approve the link"),
    "disabled": _l("Disabled"),
}
UNUSUAL: Mapping[Unusual, Any] = {
    Unusual.CHECKS: _l("Half of today's checks are made"),
    Unusual.BY_HAND: _l("Unusually many calls by hand today"),
}
STEPS: Mapping[Step, Any] = {
    Step.FIRST: _l("gets their first link"),
    Step.ANEW: _l("begins anew: password and second factors go, and a new link is made"),
    Step.BACK: _l("comes back: a new link is made for an account that was disabled"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the pages show them. `standing` is a key of STANDINGS; `telephone`: None where there is none."""

    account: Account
    standing: str
    until: datetime | None
    telephone: bool | None
    works_for: tuple[str, ...]
    today: AgentToday
    lately: AgentToday
    most_checks: int
    proposed: bool

    @property
    def role(self) -> Any:
        """What they are, in words."""
        return ROLES[self.account.role.value]

    @property
    def standing_words(self) -> Any:
        """How they stand, in words."""
        return STANDINGS[self.standing]

    @property
    def unusual(self) -> tuple[Any, ...]:
        """What they have done more of than is usual, in words."""
        return tuple(UNUSUAL[one] for one in unusual(self.today, most_checks=self.most_checks))


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for somebody: by whom, until when, why; and whether whoever looks may approve it."""

    id: UUID
    words: Any
    by: str
    note: str
    until: datetime
    mine_to_approve: bool


def all_of(parts: Desk, session: Session, mine: Collection[int]) -> tuple[Person, ...]:
    """Everybody who works for one of these incidents, the disabled ones last."""
    known = [one for one in parts.accounts.all(session) if set(one.incidents) & set(mine)]
    return tuple(_shown(parts, session, sorted(known, key=lambda one: (one.disabled, one.name.casefold()))))


def one(parts: Desk, session: Session, account: Account) -> Person:
    """One of them."""
    return next(iter(_shown(parts, session, [account])))


def proposed(parts: Desk, session: Session, account: Account, *, seen_by: Account) -> Proposed | None:
    """What waits to be approved for somebody; None where nothing does."""
    proposal = parts.personnel.proposed(session).get(account.id)
    if proposal is None:
        return None
    able = {one.id for one in parts.personnel.approvers(session, proposal)}
    return Proposed(
        proposal.id,
        words=what_it_lets(parts, session, proposal),
        by=_name(parts, session, proposal.proposed_by),
        note=proposal.note,
        until=proposal.expires_at,
        mine_to_approve=seen_by.id in able,
    )


def what_it_lets(parts: Desk, session: Session, proposal: Proposal) -> Any:
    """What a proposal of RESET changes, after the name of whom it is about."""
    return STEPS[parts.personnel.of(session, proposal)[1]]


def _name(parts: Desk, session: Session, actor: str) -> str:
    """Whom the audit log names so: colleagues by their names, operators by their logins."""
    known = (account for account in parts.accounts.all(session) if same_person(account.actor, actor))
    return next((account.name for account in known), actor)


def _shown(parts: Desk, session: Session, accounts: Iterable[Account]) -> Iterable[Person]:
    today, lately = parts.calls.today(session), parts.calls.today(session, days=DAYS)
    links, waiting = parts.invitations.outstanding(session), parts.personnel.proposed(session)
    shown = list(accounts)
    names, limits = _incidents(session, {one for account in shown for one in account.incidents})
    for account in shown:
        found = parts.endpoints.of(session, account.id)
        until = links.get(account.id)
        yield Person(
            account,
            standing=_standing(account, until, proposed=account.id in waiting, now=parts.house.clock.now()),
            until=until,
            telephone=None if found is None else found.verified,
            works_for=tuple(names[one] for one in account.incidents),
            today=today.get(account.id, AgentToday()),
            lately=lately.get(account.id, AgentToday()),
            most_checks=limits,
            proposed=account.id in waiting,
        )


def _incidents(session: Session, ids: Collection[int]) -> tuple[Mapping[int, str], int]:
    """The names of these incidents, and the fewest checks that one of them allows a day; 0 where there is none."""
    known = [incidents.current_by_id(session, one) for one in ids]
    names = {one.id: choices.organisation(one.content) for one in known}
    return names, min((one.content.limits.checks_per_agent_per_day for one in known), default=0)


def _standing(account: Account, until: datetime | None, *, proposed: bool, now: datetime) -> str:
    if account.disabled:
        return "disabled"
    if account.has_password:
        return "enrolled" if account.enrolled else "begun"
    if until is not None and now < until:
        return "invited"
    return "unlinked" if proposed else "late"
