"""The line, as supervisors set it: when people answer, what every caller is told now, and the texts of an incident.

What one supervisor may do alone is an order and counts at once; a text counts once a second one has approved it. Must
not know: calls, and who is on a list.
"""

from hotline.line.orders import LineOrders
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

__all__ = [
    "Announce",
    "ChangedMeanwhile",
    "Close",
    "DropClosure",
    "EndOpening",
    "Hush",
    "LineOrders",
    "NothingToEnd",
    "Open",
    "Order",
    "OrderRefused",
    "PlanClosure",
    "Reopen",
    "SetHours",
    "TooFar",
    "WouldBeOver",
]
