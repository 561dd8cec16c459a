"""The rows of passkeys: public keys only, the private halves never leave their devices.

Must not know: how a passkey proves anything (`hotline.staff.passkeys`).
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.database import Base, UtcDateTime, table_of


class StaffPasskey(Base):
    """One passkey. `name` is what its owner calls the device."""

    __tablename__ = "staff_passkeys"

    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


PASSKEYS = table_of(StaffPasskey)
