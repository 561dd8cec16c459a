"""Create the calls of agents, what their days come to, and what follows a call: escalations, callbacks, questions.

Rows lie in the order of their names, so that none tells which call was first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Five tables for agents' calls, three for what follows."""
    _of_agents()
    _of_days()
    _of_escalations()
    _of_callbacks_and_questions()


def downgrade() -> None:
    """Drop them: agents' calls in progress are lost, and callbacks that wait."""
    for table in ("question_gaps", "callbacks", "escalations", "disposition_counts"):
        op.drop_table(table)
    for table in ("agent_times", "agent_days", "agent_states", "agent_calls"):
        op.drop_table(table)


def _of_agents() -> None:
    op.create_table(
        "agent_calls",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(1024), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_agent_calls"),
        sa.UniqueConstraint("reference", name="uq_agent_calls_reference"),
        _account("agent_calls"),
    )
    op.create_table(
        "agent_states",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(60), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_agent_states"),
        _account("agent_states"),
    )


def _of_days() -> None:
    totals = ("calls", "by_hand", "checks", "timed_calls", "talk_seconds", "wrap_up_seconds")
    op.create_table(
        "agent_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in totals),
        sa.PrimaryKeyConstraint("day", "account_id", "incident_id", name="pk_agent_days"),
        _account("agent_days"),
        _incident("agent_days"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agent_times",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(40), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "incident_id", name="pk_agent_times"),
        _account("agent_times"),
        _incident("agent_times"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disposition_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("disposition", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "incident_id", "disposition", name="pk_disposition_counts"),
        _incident("disposition_counts"),
        sqlite_with_rowid=False,
    )


def _of_escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_how", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        _incident("escalations"),
        _account("escalations", "opened_by"),
        _account("escalations", "closed_by"),
        sqlite_with_rowid=False,
    )


def _of_callbacks_and_questions() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(512), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        _incident("callbacks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question_gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("asked", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_gaps"),
        _incident("question_gaps"),
        sqlite_with_rowid=False,
    )


def _account(table: str, column: str = "account_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff_accounts.id"], name=f"fk_{table}_{column}_staff_accounts")


def _incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=f"fk_{table}_incident_id_incidents")
