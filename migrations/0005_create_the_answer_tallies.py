"""Create the tallies of answers: one sealed row an incident."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "answer_tallies",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(8192), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_answer_tallies"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_answer_tallies_incident_id_incidents"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("answer_tallies")
