"""The inspection of the whole log: whether it is unbroken, and knows of every incident file that is in force.

Must not know: who asks for it.
"""

from sqlalchemy.orm import Session

from hotline.audit import AuditLog
from hotline.incidents import witness


class ChangedUnseen(Exception):
    """The log is unbroken, and something is in force of which it knows nothing. `slugs`: of which incidents."""

    def __init__(self, slugs: list[str]) -> None:
        super().__init__(
            f"The audit log is unbroken, but knows nothing of what is in force of {', '.join(slugs)}: somebody has "
            "written to the database. Apply the right file again."
        )
        self.slugs = slugs


def inspected(session: Session, log: AuditLog) -> int:
    """The number of entries of a log in which nothing is wrong; AuditBroken, ChangedUnseen."""
    entries = log.verify(session)
    if changed := witness.changed_unseen(session, witness.last_applied(session)):
        raise ChangedUnseen(changed)
    return entries
