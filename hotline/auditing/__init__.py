"""Auditing: what is asked of the audit log once it is written: searched, inspected, its end signed for elsewhere.

Must not know: what is audited, and who may ask.
"""

from hotline.auditing.checkpoints import Checkpoint, CheckpointFault, Checkpoints
from hotline.auditing.inspection import ChangedUnseen, inspected
from hotline.auditing.search import Asked, Found, Place, Search

__all__ = [
    "Asked",
    "ChangedUnseen",
    "Checkpoint",
    "CheckpointFault",
    "Checkpoints",
    "Found",
    "Place",
    "Search",
    "inspected",
]
