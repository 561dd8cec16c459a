"""Follow-ups: what must happen after a call, for the custodian, for a supervisor, for whoever rings back.

What holds details of somebody is sealed: to the custodian alone, or to the installation's key until it is done. Knows
that somebody asked for something, never on which call, and never an answer.
"""

from hotline.followups.bounds import During, TooMany
from hotline.followups.boxes import BoxShut, CustodianKey, open_box, seal_for
from hotline.followups.callback import Callback, CallbackState, Wanted
from hotline.followups.callback_counts import CallbackDay
from hotline.followups.callbacks import Callbacks, MayNotRing, NoSuchCallback
from hotline.followups.consent import Consent, wording
from hotline.followups.escalations import Escalation, EscalationKind, Escalations, NoSuchEscalation
from hotline.followups.gaps import Gap, Gaps, NoSuchGap
from hotline.followups.letters import CannotSeal, LetterKind, LetterRequest, LetterRequests, WrongField
from hotline.followups.notes import LooksPersonal, NoteEmpty, NoteRefused, NoteTooLong, checked
from hotline.followups.numbers import NotANumber, canonical_number
from hotline.followups.requests import About, Exported, SealedRequest, export, keep, read, remove
from hotline.followups.voicemails import Message, NoVoicemail, Voicemail, Voicemails
from hotline.followups.windows import NotAWindow, NotTheirDay, Window

__all__ = [
    "About",
    "BoxShut",
    "Callback",
    "CallbackDay",
    "CallbackState",
    "Callbacks",
    "CannotSeal",
    "Consent",
    "CustodianKey",
    "During",
    "Escalation",
    "EscalationKind",
    "Escalations",
    "Exported",
    "Gap",
    "Gaps",
    "LetterKind",
    "LetterRequest",
    "LetterRequests",
    "LooksPersonal",
    "MayNotRing",
    "Message",
    "NoSuchCallback",
    "NoSuchEscalation",
    "NoSuchGap",
    "NoVoicemail",
    "NotANumber",
    "NotAWindow",
    "NotTheirDay",
    "NoteEmpty",
    "NoteRefused",
    "NoteTooLong",
    "SealedRequest",
    "TooMany",
    "Voicemail",
    "Voicemails",
    "Wanted",
    "Window",
    "WrongField",
    "canonical_number",
    "checked",
    "export",
    "keep",
    "open_box",
    "read",
    "remove",
    "seal_for",
    "wording",
]
