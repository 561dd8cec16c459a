"""The rows of agents' calls: one an agent, with nothing in clear but whose it is and in which hour it was last touched.

Must not know: what a row says, and who may change it (`hotline.calls.assigned`).
"""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hotline.database import Base, table_of

REFERENCE_BYTES = 32


class AgentCallRow(Base):
    """A call of one agent. `touched` is the hour since 1970 in which something last happened in it."""

    __tablename__ = "agent_calls"

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), primary_key=True, autoincrement=False)
    reference: Mapped[bytes] = mapped_column(LargeBinary(REFERENCE_BYTES), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(1024))
    touched: Mapped[int]


CALLS = table_of(AgentCallRow)
