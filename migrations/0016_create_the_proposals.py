"""Create the proposals: what one person wants done and another must approve."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.String(12), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("open_as", sa.String(160), nullable=True),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("settled_by", sa.String(80), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("open_as", name="uq_proposals_open_as"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_proposals_incident_id_incidents"),
    )


def downgrade() -> None:
    """Drop it. What was decided is in the audit log; what waits must be proposed again."""
    op.drop_table("proposals")
