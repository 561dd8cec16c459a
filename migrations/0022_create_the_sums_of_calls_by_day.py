"""Create the sums of calls by local day, and fill them from those by quarter of an hour.

A report of half a year adds these up: a quarter of a million sums of quarters are too many to read for a page.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_AT_ONCE = 10_000


def upgrade() -> None:
    """One table."""
    sums = op.create_table(
        "call_day_counts",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted", sa.String(8), nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", "day", "counted", "part", name="pk_call_day_counts"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_call_day_counts_incident_id_incidents"),
        sqlite_with_rowid=False,
    )
    rows = list(_sums())
    for start in range(0, len(rows), _AT_ONCE):
        op.bulk_insert(sums, rows[start : start + _AT_ONCE])


def downgrade() -> None:
    """Drop it: the sums by quarter have all that is in it."""
    op.drop_table("call_day_counts")


def _sums() -> Iterator[dict[str, Any]]:
    names = ("incident_id", "counted", "part", "count")
    quarters = sa.table("call_counts", sa.column("interval", sa.DateTime), *(sa.column(name) for name in names))
    zones = _zones()
    found: Counter[tuple[int, date, str, str]] = Counter()
    for interval, incident_id, counted, part, count in op.get_bind().execute(sa.select(quarters)):
        day = interval.replace(tzinfo=UTC).astimezone(zones[incident_id]).date()
        found[incident_id, day, counted, part] += count
    for (incident_id, day, counted, part), count in sorted(found.items()):
        yield {"incident_id": incident_id, "day": day, "counted": counted, "part": part, "count": count}


def _zones() -> dict[int, ZoneInfo]:
    """By which clock each incident has its days: that of its first version."""
    names = ("incident_id", "version", "content")
    versions = sa.table("incident_versions", *(sa.column(name) for name in names))
    rows = op.get_bind().execute(sa.select(versions).where(versions.c.version == 1))
    return {row.incident_id: ZoneInfo(json.loads(row.content)["zone"]) for row in rows}
