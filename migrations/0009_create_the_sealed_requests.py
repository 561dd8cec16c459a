"""Create the sealed requests: what callers leave for the custodian, in rows whose order tells nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "sealed_requests",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(1072), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_requests"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_sealed_requests_incident_id_incidents"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: export them first."""
    op.drop_table("sealed_requests")
