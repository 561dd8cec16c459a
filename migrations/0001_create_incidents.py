"""Create incidents and the versions of what is said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """One row an incident, one row a version."""
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("line", sa.String(16), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("slug", name="uq_incidents_slug"),
        sa.UniqueConstraint("line", name="uq_incidents_line"),
    )
    op.create_table(
        "incident_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident_versions"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_incident_versions_incident_id_incidents"),
        sa.UniqueConstraint("incident_id", "version", name="uq_incident_versions_incident_id"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("incident_versions")
    op.drop_table("incidents")
