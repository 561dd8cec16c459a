"""Create the queue: who waits, the telephones of agents that ring, and what the queue came to.

Whoever gave up in the menus is no more called abandoned: that is now who hangs up while waiting for a person.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TOTALS = (
    *("offered", "answered", "answered_in_time", "abandoned", "abandoned_short", "to_callback", "to_voicemail"),
    *("waited_answered", "waited_abandoned"),
)


def upgrade() -> None:
    """Four tables; and what was called abandoned is called menu."""
    _of_callers()
    _of_agents()
    op.execute("UPDATE call_log SET outcome = 'menu' WHERE outcome = 'abandoned'")


def downgrade() -> None:
    """Whoever waits is lost, and agents' states, which an earlier version can't read."""
    op.execute("UPDATE call_log SET outcome = 'abandoned' WHERE outcome IN ('menu', 'callback', 'voicemail')")
    op.execute("DELETE FROM agent_states")
    op.drop_index("ix_queued_calls_incident_id_place", "queued_calls")
    for table in ("agent_legs", "queue_counts", "queues", "queued_calls"):
        op.drop_table(table)


def _of_callers() -> None:
    op.create_table(
        "queued_calls",
        sa.Column("reference", sa.LargeBinary(32), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("agent", sa.Integer(), nullable=True),
        sa.Column("callback", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(1024), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_queued_calls"),
        sa.UniqueConstraint("agent", name="uq_queued_calls_agent"),
        _incident("queued_calls"),
        sa.ForeignKeyConstraint(["agent"], ["staff_accounts.id"], name="fk_queued_calls_agent_staff_accounts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_queued_calls_incident_id_place", "queued_calls", ["incident_id", "place", "state"])
    op.create_table(
        "queues",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_place", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(1024), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_queues"),
        _incident("queues"),
    )
    op.create_table(
        "queue_counts",
        sa.Column("interval", sa.DateTime(), nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in TOTALS),
        sa.PrimaryKeyConstraint("interval", "incident_id", name="pk_queue_counts"),
        _incident("queue_counts"),
        sqlite_with_rowid=False,
    )


def _of_agents() -> None:
    op.create_table(
        "agent_legs",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offer", sa.LargeBinary(16), nullable=False),
        sa.Column("reference", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(512), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_agent_legs"),
        sa.UniqueConstraint("offer", name="uq_agent_legs_offer"),
        sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name="fk_agent_legs_account_id_staff_accounts"),
        sqlite_with_rowid=False,
    )


def _incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=f"fk_{table}_incident_id_incidents")
