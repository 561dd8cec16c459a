"""A proposal: what one person wants done, and what can be wrong with somebody's answer to it.

Must not know: where proposals are kept.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

# How the audit log names somebody of the desk; a login of the machine has no space in it.
_OF_THE_DESK = re.compile(r"(?:agent|supervisor) (\d+)")


class Matter(StrEnum):
    """What takes two persons."""

    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    TEXT = "text"
    RESET = "reset"


class Outcome(StrEnum):
    """What became of a proposal."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ProposalFault(Exception):
    """A proposal can't be made or decided so; the message says why."""


class NoSuchProposal(ProposalFault):
    """There is no such proposal among those that may be seen."""

    def __init__(self) -> None:
        super().__init__("There is no such proposal.")


class ProposalOver(ProposalFault):
    """It was approved, refused or withdrawn before, or its time has run out."""

    def __init__(self) -> None:
        super().__init__("This proposal is over: it was decided, or its time has run out. Propose it again.")


class SamePerson(ProposalFault):
    """Who proposed it can't approve it."""

    def __init__(self) -> None:
        super().__init__("You proposed this yourself, so somebody else must approve it.")


class NotYours(ProposalFault):
    """Only who proposed it can withdraw it."""

    def __init__(self) -> None:
        super().__init__("Somebody else proposed this: you can refuse it, and not withdraw it.")


class AlreadyProposed(ProposalFault):
    """Exactly this is proposed, and waits."""

    def __init__(self) -> None:
        super().__init__("Exactly this is proposed already, and waits for somebody to approve it.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What shall be done. Moments are whole minutes.

    `subject`: exactly what, in the words of whoever carries it out. `incident_id`: None where it is about none.
    `proposed_by`: as the audit log names them, "supervisor 7" or a login of the machine.
    """

    id: UUID
    matter: Matter
    incident_id: int | None
    subject: str
    note: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """A proposal that was decided: how, by whom, when, and why where somebody said so."""

    proposal: Proposal
    outcome: Outcome
    settled_by: str
    settled_at: datetime
    why: str


def same_person(one: str, another: str) -> bool:
    """Whether two names of the audit log are one person's: an account stays one whatever its role has become."""
    return _number(one) == _number(another)


def _number(actor: str) -> str:
    of_the_desk = _OF_THE_DESK.fullmatch(actor)
    return f"account {of_the_desk[1]}" if of_the_desk else actor
