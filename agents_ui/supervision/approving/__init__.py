"""What takes two persons: the room of what waits for somebody's approval, and the room of what answers callers.

Must not know: how anything is carried out, and who is on a list.
"""

from agents_ui.supervision.approving import approvals, register

DOORS = (register.door, approvals.door)

__all__ = ["DOORS"]
