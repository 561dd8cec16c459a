"""Create the staff: accounts, invitations, second factors and sessions of the people at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OF_AN_ACCOUNT = ("staff_sessions", "staff_passkeys", "staff_recovery_codes")


def upgrade() -> None:
    """Accounts, and what hangs on each."""
    _create_accounts()
    _create_ways_in()
    op.create_table(
        "staff_spent_challenges",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_spent_challenges"),
    )
    for table in OF_AN_ACCOUNT:
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def downgrade() -> None:
    """Nobody can sign in any more, and everybody has to be invited anew."""
    for table in OF_AN_ACCOUNT:
        op.drop_index(f"ix_{table}_account_id", table)
    for table in (*OF_AN_ACCOUNT, "staff_spent_challenges", "staff_invitations", "staff_incidents", "staff_accounts"):
        op.drop_table(table)


def _create_accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("totp", sa.LargeBinary(60)),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("enrol_until", sa.DateTime()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("login", name="uq_staff_accounts_login"),
    )
    op.create_table(
        "staff_incidents",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "incident_id", name="pk_staff_incidents"),
        _of_an_account("staff_incidents"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_staff_incidents_incident_id_incidents"),
    )


def _create_ways_in() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_invitations"),
        sa.UniqueConstraint("account_id", name="uq_staff_invitations_account_id"),
        _of_an_account("staff_invitations"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("begun", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_sessions"),
        _of_an_account("staff_sessions"),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(2048), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("credential_id", name="pk_staff_passkeys"),
        _of_an_account("staff_passkeys"),
    )
    op.create_table(
        "staff_recovery_codes",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_recovery_codes"),
        _of_an_account("staff_recovery_codes"),
        sqlite_with_rowid=False,
    )


def _of_an_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["staff_accounts.id"], name=f"fk_{table}_account_id_staff_accounts")
