"""Keep what an import counted, beside its build: rows, and how many were left out for which reason."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """One table; builds that were made before have no counts."""
    op.create_table(
        "import_counts",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "generation", name="pk_import_counts"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_import_counts_incident_id_incidents"),
    )


def downgrade() -> None:
    """Drop it: the counts are lost, and the builds stay."""
    op.drop_table("import_counts")
