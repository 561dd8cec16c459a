"""Create the drafts of a register: what a killed import leaves, so that the next one goes on where it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Two tables, none of whose rows belongs to a person."""
    op.create_table(
        "register_drafts",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("key_checks", sa.Text(), nullable=False),
        sa.Column("work", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_register_drafts"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_register_drafts_incident_id_incidents"),
    )
    op.create_table(
        "draft_batches",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(1052), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "batch_no", name="pk_draft_batches"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_draft_batches_incident_id_incidents"),
    )


def downgrade() -> None:
    """Drop every draft; an import that was killed begins anew."""
    for table in ("draft_batches", "register_drafts"):
        op.drop_table(table)
