"""Create the drafts of texts, and keep with each version of an incident who put it in force."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """One table, and one column that older versions leave empty."""
    op.create_table(
        "text_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("open_as", sa.String(40), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.String(80), nullable=True),
        sa.Column("mac", sa.LargeBinary(32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_text_drafts"),
        sa.UniqueConstraint("open_as", name="uq_text_drafts_open_as"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_text_drafts_incident_id_incidents"),
        sa.ForeignKeyConstraint(["author"], ["staff_accounts.id"], name="fk_text_drafts_author_staff_accounts"),
    )
    op.create_index("ix_text_drafts_state", "text_drafts", ["state", "incident_id"])
    op.add_column("incident_versions", sa.Column("applied_by", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop both. What was approved for a later day comes in force no more: note it down first."""
    op.drop_column("incident_versions", "applied_by")
    op.drop_index("ix_text_drafts_state", "text_drafts")
    op.drop_table("text_drafts")
