"""The rows of signed-in browsers, and ending all of one account: what an account's own verbs must reach.

Must not know: what a session may do, and how long it lasts (`hotline.staff.sessions`).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.database import Base, UtcDateTime, table_of


class StaffSession(Base):
    """One browser that has proved something. `digest` is a keyed digest of its token, which is kept nowhere."""

    __tablename__ = "staff_sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    standing: Mapped[str] = mapped_column(String(16))
    begun: Mapped[datetime] = mapped_column(UtcDateTime)
    seen: Mapped[datetime] = mapped_column(UtcDateTime)


SESSIONS = table_of(StaffSession)


def end_all(session: Session, account_id: int) -> None:
    """End every session of an account, in the caller's transaction."""
    session.connection().execute(delete(SESSIONS).where(SESSIONS.c.account_id == account_id))
