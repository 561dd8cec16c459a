"""Let the audit log be searched by time, by who and by what, without callers' entries, which are the many."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_BY = {"at": ("at", "seq"), "actor": ("actor", "at", "seq"), "tag": ("tag", "at", "seq")}


def upgrade() -> None:
    """Three indexes, to which a check by telephone adds nothing."""
    others = sa.text("actor <> 'telephone'")
    for name, columns in _BY.items():
        index = f"ix_audit_entries_{name}"
        op.create_index(index, "audit_entries", list(columns), sqlite_where=others, postgresql_where=others)


def downgrade() -> None:
    """Drop them."""
    for name in _BY:
        op.drop_index(f"ix_audit_entries_{name}", "audit_entries")
