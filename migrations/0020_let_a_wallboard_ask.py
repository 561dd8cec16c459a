"""Let a wallboard ask every few seconds: which calls in progress are an incident's, and which escalations are open.

A call that is in progress meanwhile is counted for no incident.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """A column, two indexes, and one that has all that is counted."""
    with op.batch_alter_table("live_calls") as table:
        table.add_column(sa.Column("incident_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_live_calls_incident_id_incidents", "incidents", ["incident_id"], ["id"])
        table.create_index("ix_live_calls_incident_id", ["incident_id"])
    _index_places("incident_id", "place", "state", "callback")
    op.create_index("ix_escalations_open", "escalations", ["incident_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    """Drop them: nothing that is not elsewhere was in them."""
    op.drop_index("ix_escalations_open", "escalations")
    _index_places("incident_id", "place", "state")
    with op.batch_alter_table("live_calls") as table:
        table.drop_index("ix_live_calls_incident_id")
        table.drop_constraint("fk_live_calls_incident_id_incidents", type_="foreignkey")
        table.drop_column("incident_id")


def _index_places(*columns: str) -> None:
    name = "ix_queued_calls_incident_id_place"
    op.drop_index(name, "queued_calls")
    op.create_index(name, "queued_calls", list(columns))
