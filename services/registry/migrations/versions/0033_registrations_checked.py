"""What 0032 says of records holds for the rows there were before, too: looked at in a transaction of its own, so that
no writer waits for it."""

from shared.database.script import execute_script

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """The constraints are valid."""
    execute_script("""
        ALTER TABLE veteran VALIDATE CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran VALIDATE CONSTRAINT ck_veteran_registered_on;
    """)


def downgrade() -> None:
    """Nothing to take back: 0032 drops them."""
