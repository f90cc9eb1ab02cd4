"""The rules on withdrawn cases hold for the rows there were before, too: looked at in a transaction of its own, so that
no writer waits for it."""

from shared.database.script import execute_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Both constraints are valid."""
    execute_script("""
        ALTER TABLE dispute_case VALIDATE CONSTRAINT ck_dispute_case_withdrawn_with_reason;
        ALTER TABLE dispute_case VALIDATE CONSTRAINT ck_dispute_case_withdrawn_after_opening;
    """)


def downgrade() -> None:
    """Nothing to take back: 0006 drops them."""
