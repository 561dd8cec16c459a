"""Create the sums of calls by quarter of an hour, and fill them from the log.

Reports add these up: a million rows of the log are too many to count for a page.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_PARTS = ("channel", "language", "role", "outcome")
_AT_ONCE = 10_000


def upgrade() -> None:
    """One table."""
    sums = op.create_table(
        "call_counts",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted", sa.String(8), nullable=False),
        sa.Column("interval", sa.DateTime(), nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "counted", "interval", "part", name="pk_call_counts"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_call_counts_incident_id_incidents"),
        sqlite_with_rowid=False,
    )
    rows = list(_sums())
    for start in range(0, len(rows), _AT_ONCE):
        op.bulk_insert(sums, rows[start : start + _AT_ONCE])


def downgrade() -> None:
    """Drop it: the log has all that is in it."""
    op.drop_table("call_counts")


def _sums() -> Iterator[dict[str, Any]]:
    log = sa.table(
        "call_log", *(sa.column(name) for name in ("incident_id", *_PARTS)), sa.column("started", sa.DateTime)
    )
    found: Counter[tuple[int, str, datetime, str]] = Counter()
    for row in op.get_bind().execute(sa.select(log)):
        interval = row.started - timedelta(minutes=row.started.minute % 15)
        found[row.incident_id, "calls", interval, ""] += 1
        for part in _PARTS:
            found[row.incident_id, part, interval, getattr(row, part)] += 1
    for (incident_id, counted, interval, part), count in sorted(found.items()):
        yield {"incident_id": incident_id, "counted": counted, "interval": interval, "part": part, "count": count}
