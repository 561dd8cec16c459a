"""Create calls in progress, the digests of those that are over, the call log, and its counts by interval."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Two tables for calls in progress, three for what is kept."""
    op.create_table(
        "live_calls",
        sa.Column("reference", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(1024), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_live_calls"),
    )
    op.create_table(
        "ended_calls",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_ended_calls"),
    )
    op.create_table(
        "call_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_log"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_call_log_incident_id_incidents"),
    )
    _totals("step_counts", sa.Column("step", sa.String(20), nullable=False), totals=("count",))
    _totals("menu_times", totals=("calls", "seconds"))


def downgrade() -> None:
    """Drop them; calls in progress begin anew."""
    for table in ("menu_times", "step_counts", "call_log", "ended_calls", "live_calls"):
        op.drop_table(table)


def _totals(table: str, *key: sa.Column[str], totals: tuple[str, ...]) -> None:
    op.create_table(
        table,
        sa.Column("interval", sa.DateTime(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        *key,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in totals),
        sa.PrimaryKeyConstraint("interval", "incident_id", *(column.name for column in key), name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=f"fk_{table}_incident_id_incidents"),
    )
