"""Follow-ups: what callers leave for somebody to look into, sealed so that only the organisation's custodian reads it.

Knows that somebody asked for something on a day, never what, and never on which call.
"""

from hotline.followups.boxes import BoxShut, CustodianKey, open_box, seal_for
from hotline.followups.requests import About, Exported, SealedRequest, export, keep, read, remove

__all__ = [
    "About",
    "BoxShut",
    "CustodianKey",
    "Exported",
    "SealedRequest",
    "export",
    "keep",
    "open_box",
    "read",
    "remove",
    "seal_for",
]
