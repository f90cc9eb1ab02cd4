"""Large sums that came back count once a second person confirmed them."""

from shared.database.script import execute_script

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """What was recorded before counts, as it did."""
    execute_script("""
        ALTER TABLE overpayment_recovery
            ADD COLUMN is_large boolean NOT NULL DEFAULT false,
            ADD COLUMN confirmed_by uuid,
            ADD COLUMN confirmed_at timestamptz;
        ALTER TABLE overpayment_recovery ADD CONSTRAINT ck_overpayment_recovery_confirmed_at
            CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)) NOT VALID;
        ALTER TABLE overpayment_recovery ADD CONSTRAINT ck_overpayment_recovery_confirmed_by
            CHECK (confirmed_by <> recorded_by) NOT VALID;
        COMMENT ON COLUMN overpayment_recovery.is_large IS 'counts once another confirmed it';
        COMMENT ON COLUMN overpayment_recovery.confirmed_by IS 'account';
    """)


def downgrade() -> None:
    """What waits counts for nothing, as if it had been taken back."""
    execute_script("""
        UPDATE overpayment_recovery
            SET revoked_by = recorded_by, revoked_at = recorded_at, revoked_why = 'not confirmed'
            WHERE is_large AND confirmed_at IS NULL AND revoked_at IS NULL;
        ALTER TABLE overpayment_recovery DROP CONSTRAINT ck_overpayment_recovery_confirmed_by;
        ALTER TABLE overpayment_recovery DROP CONSTRAINT ck_overpayment_recovery_confirmed_at;
        ALTER TABLE overpayment_recovery DROP COLUMN is_large, DROP COLUMN confirmed_by, DROP COLUMN confirmed_at;
    """)
