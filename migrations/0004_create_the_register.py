"""Create the register: generations, their sealed pages, and the records of what was published."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Three tables, none of whose rows belongs to a person."""
    _create("register_generations", "generation", sa.Column("built_at", sa.DateTime(), nullable=False), *_record())
    _create(
        "register_pages",
        "generation",
        sa.Column("page_no", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    _create("publish_records", "serial", sa.Column("published_at", sa.DateTime(), nullable=False), *_record())


def downgrade() -> None:
    """Drop every register."""
    for table in ("publish_records", "register_pages", "register_generations"):
        op.drop_table(table)


def _create(table: str, number: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("incident_id", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column(number, sa.Integer(), autoincrement=False, primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=f"fk_{table}_incident_id_incidents"),
    )


def _record() -> tuple[sa.Column[object], ...]:
    return sa.Column("body", sa.LargeBinary(), nullable=False), sa.Column("mac", sa.LargeBinary(32), nullable=False)
