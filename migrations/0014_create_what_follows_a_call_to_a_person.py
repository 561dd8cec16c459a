"""Create how callbacks went, the messages that callers left, and the endpoints at which agents are rung.

Callbacks keep their table: what is new of them is sealed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "callback_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("arranged", "kept", "late", "unreached")),
        sa.PrimaryKeyConstraint("day", "incident_id", name="pk_callback_counts"),
        _incident("callback_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voicemails",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(512), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_voicemails"),
        sa.UniqueConstraint("taken_by", name="uq_voicemails_taken_by"),
        _incident("voicemails"),
        _account("voicemails", "taken_by"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agent_endpoints",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(256), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_agent_endpoints"),
        _account("agent_endpoints", "account_id"),
    )


def downgrade() -> None:
    """Drop them. Messages are lost here, not at the carrier: erase them there first (flask voicemails erase)."""
    for table in ("agent_endpoints", "voicemails", "callback_counts"):
        op.drop_table(table)


def _account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff_accounts.id"], name=f"fk_{table}_{column}_staff_accounts")


def _incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=f"fk_{table}_incident_id_incidents")
