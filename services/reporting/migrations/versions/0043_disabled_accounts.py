"""Which accounts are disabled: none of them is named to score."""

from shared.database.script import execute_script

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Empty: the worker asks for a rebuild of it where sessions were ended before."""
    execute_script("""
        CREATE TABLE disabled_account (account_id uuid NOT NULL CONSTRAINT pk_disabled_account PRIMARY KEY);
        COMMENT ON TABLE disabled_account IS
            'accounts that nobody can sign in to: none of them is named to score';
    """)


def downgrade() -> None:
    """The events have it."""
    execute_script("DROP TABLE disabled_account;")
