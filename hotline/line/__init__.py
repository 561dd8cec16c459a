"""The line, as supervisors set it: when people answer, what every caller is told now, and the texts of an incident.

What one supervisor may do alone is an order and counts at once; a text counts once a second one has approved it. Must
not know: calls, and who is on a list.
"""

from hotline.line.aloud import Aloud, aloud, name_of
from hotline.line.draft import (
    Author,
    Draft,
    DraftProposed,
    DraftState,
    NoSuchDraft,
    NothingChanged,
    StaleDraft,
)
from hotline.line.drafts import Drafts
from hotline.line.orders import LineOrders
from hotline.line.texts import (
    Change,
    Changes,
    Group,
    NoSuchText,
    Place,
    laid_over,
    path_of,
    place,
    places,
    question_name,
    text_at,
)
from hotline.line.times import (
    Announce,
    ChangedMeanwhile,
    Close,
    DropClosure,
    EndOpening,
    Hush,
    NothingToEnd,
    Open,
    Order,
    OrderRefused,
    PlanClosure,
    Reopen,
    SetHours,
    TooFar,
    WouldBeOver,
)
from hotline.line.undoing import DeskUndone, refuse_undoing

__all__ = [
    "Aloud",
    "Announce",
    "Author",
    "Change",
    "ChangedMeanwhile",
    "Changes",
    "Close",
    "DeskUndone",
    "Draft",
    "DraftProposed",
    "DraftState",
    "Drafts",
    "DropClosure",
    "EndOpening",
    "Group",
    "Hush",
    "LineOrders",
    "NoSuchDraft",
    "NoSuchText",
    "NothingChanged",
    "NothingToEnd",
    "Open",
    "Order",
    "OrderRefused",
    "Place",
    "PlanClosure",
    "Reopen",
    "SetHours",
    "StaleDraft",
    "TooFar",
    "WouldBeOver",
    "aloud",
    "laid_over",
    "name_of",
    "path_of",
    "place",
    "places",
    "question_name",
    "refuse_undoing",
    "text_at",
]
