"""Keep when the line was ready, how many letters were mailed, and how long agents were ready before their calls.

Nothing is known of the time before: it is not called nought.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Two tables, and a column that is empty where an earlier version has counted."""
    op.create_table(
        "line_quarters",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("interval", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "interval", name="pk_line_quarters"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_line_quarters_incident_id_incidents"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letters_mailed",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "day", name="pk_letters_mailed"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_letters_mailed_incident_id_incidents"),
        sqlite_with_rowid=False,
    )
    op.add_column("agent_days", sa.Column("ready_seconds", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them, and what an earlier version can't read: agents' states, and times that are in no total yet."""
    op.execute("DELETE FROM agent_states")
    op.execute("DELETE FROM agent_times")
    op.drop_column("agent_days", "ready_seconds")
    op.drop_table("letters_mailed")
    op.drop_table("line_quarters")
