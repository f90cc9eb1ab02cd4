"""What came back is confirmed by another: looked at in all rows."""

from shared.database.script import execute_script

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Of what was recorded before nothing is confirmed."""
    execute_script("""
        ALTER TABLE overpayment_recovery VALIDATE CONSTRAINT ck_overpayment_recovery_confirmed_at;
        ALTER TABLE overpayment_recovery VALIDATE CONSTRAINT ck_overpayment_recovery_confirmed_by;
    """)


def downgrade() -> None:
    """Nothing to take back: 0040 drops them."""
