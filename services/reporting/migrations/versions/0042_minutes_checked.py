"""The constraints of 0041, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """All are valid."""
    execute_script("""
        ALTER TABLE dispatch VALIDATE CONSTRAINT ck_dispatch_issued;
        ALTER TABLE dispatch VALIDATE CONSTRAINT ck_dispatch_withdrawn;
        ALTER TABLE dispatch_edition VALIDATE CONSTRAINT ck_dispatch_edition_withdrawn_at;
        ALTER TABLE dispatch_edition VALIDATE CONSTRAINT ck_dispatch_edition_withdrawn_by;
        ALTER TABLE dispatch_edition VALIDATE CONSTRAINT ck_dispatch_edition_withdrawal_reason;
    """)


def downgrade() -> None:
    """Nothing to take back: 0041 has the constraints."""
