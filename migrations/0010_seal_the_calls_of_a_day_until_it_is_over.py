"""Seal the calls of a day until it is over, and leave no trace in the order of the counters' rows.

SQLite numbers rows as they come unless a table is told not to; the counters' order would tell which checks came first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """A table for the days; the counters anew, without numbers of rows."""
    op.create_table(
        "call_days",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(8192), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_call_days"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_call_days_incident_id_incidents"),
    )
    _counters_anew(numbered=False)


def downgrade() -> None:
    """The calls of the day that is not over are lost."""
    op.drop_table("call_days")
    _counters_anew(numbered=True)


def _counters_anew(*, numbered: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("limit_counters", "limit_counters_before")
    op.create_table(
        "limit_counters",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(44), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_limit_counters"),
        sqlite_with_rowid=numbered,
    )
    op.execute("INSERT INTO limit_counters SELECT digest, sealed FROM limit_counters_before ORDER BY digest")
    op.drop_table("limit_counters_before")
