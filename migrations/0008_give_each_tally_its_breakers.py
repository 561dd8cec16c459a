"""Give each tally the breakers of its incident, in the row that every check rewrites anyhow."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Empty at first; the next check fills it."""
    op.add_column("answer_tallies", sa.Column("breakers", sa.LargeBinary(1024), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("answer_tallies", "breakers")
