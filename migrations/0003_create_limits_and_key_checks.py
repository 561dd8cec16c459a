"""Create the sealed counters of limits, and the values by which the installation's keys are recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """One row a counter, one row a key."""
    op.create_table(
        "limit_counters",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(44), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_limit_counters"),
    )
    op.create_table(
        "key_checks",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("check_value", sa.LargeBinary(8), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_checks"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("key_checks")
    op.drop_table("limit_counters")
