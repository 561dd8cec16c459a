"""Approvals: what one person proposes, and only another person can let happen.

A proposal names exactly what shall be done, is approved once, and is carried out in the transaction of its approval.
Must not know: how anything is carried out, and who works at the desk.
"""

from hotline.approvals.proposal import (
    AlreadyProposed,
    Matter,
    NoSuchProposal,
    NotYours,
    Outcome,
    Proposal,
    ProposalFault,
    ProposalOver,
    SamePerson,
    Settled,
    same_person,
)
from hotline.approvals.proposals import GOOD_FOR, Proposals

__all__ = [
    "GOOD_FOR",
    "AlreadyProposed",
    "Matter",
    "NoSuchProposal",
    "NotYours",
    "Outcome",
    "Proposal",
    "ProposalFault",
    "ProposalOver",
    "Proposals",
    "SamePerson",
    "Settled",
    "same_person",
]
