"""The rule on where a record stands holds for the rows there were before, too: looked at in a transaction of its own,
so that no writer waits for it."""

from shared.database.script import execute_script

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """The constraint is valid."""
    execute_script("ALTER TABLE veteran VALIDATE CONSTRAINT ck_veteran_state")


def downgrade() -> None:
    """Nothing to take back: 0030 drops it."""
