"""Follow-ups: what must happen after a call, for the custodian, for a supervisor, for whoever rings back.

What holds details of somebody is sealed: to the custodian alone, or to the installation's key until it is done. Knows
that somebody asked for something, never on which call, and never an answer.
"""

from hotline.followups.boxes import BoxShut, CustodianKey, open_box, seal_for
from hotline.followups.callbacks import Callback, Callbacks, NoSuchCallback, NotANumber, NotAWindow, Wanted, Window
from hotline.followups.escalations import Escalation, EscalationKind, Escalations, NoSuchEscalation
from hotline.followups.gaps import Gap, Gaps, NoSuchGap
from hotline.followups.letters import CannotSeal, LetterKind, LetterRequest, WrongField, request_letter
from hotline.followups.notes import LooksPersonal, NoteEmpty, NoteRefused, NoteTooLong, checked
from hotline.followups.requests import About, Exported, SealedRequest, export, keep, read, remove

__all__ = [
    "About",
    "BoxShut",
    "Callback",
    "Callbacks",
    "CannotSeal",
    "CustodianKey",
    "Escalation",
    "EscalationKind",
    "Escalations",
    "Exported",
    "Gap",
    "Gaps",
    "LetterKind",
    "LetterRequest",
    "LooksPersonal",
    "NoSuchCallback",
    "NoSuchEscalation",
    "NoSuchGap",
    "NotANumber",
    "NotAWindow",
    "NoteEmpty",
    "NoteRefused",
    "NoteTooLong",
    "SealedRequest",
    "Wanted",
    "Window",
    "WrongField",
    "checked",
    "export",
    "keep",
    "open_box",
    "read",
    "remove",
    "request_letter",
    "seal_for",
]
