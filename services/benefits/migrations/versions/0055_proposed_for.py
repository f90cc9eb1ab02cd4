"""For whom somebody stood in with what another one is to decide."""

from shared.database.script import execute_script

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Of what was proposed before, the audit tells."""
    execute_script("""
        ALTER TABLE programme_draft ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN programme_draft.proposed_for IS 'account that it stood in for';
        ALTER TABLE emergency_aid ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN emergency_aid.proposed_for IS 'account that it stood in for';
        ALTER TABLE payment_batch ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN payment_batch.proposed_for IS 'account that it stood in for';
        ALTER TABLE payee_account ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN payee_account.proposed_for IS 'account that it stood in for';
        ALTER TABLE overpayment ADD COLUMN identified_for uuid;
        COMMENT ON COLUMN overpayment.identified_for IS 'account that it stood in for';
        ALTER TABLE overpayment_recovery ADD COLUMN recorded_for uuid;
        COMMENT ON COLUMN overpayment_recovery.recorded_for IS 'account that it stood in for';
        ALTER TABLE selection_step ADD COLUMN recorded_for uuid;
        COMMENT ON COLUMN selection_step.recorded_for IS 'account that it stood in for';
    """)


def downgrade() -> None:
    """The audit has it."""
    execute_script("""
        ALTER TABLE programme_draft DROP COLUMN proposed_for;
        ALTER TABLE emergency_aid DROP COLUMN proposed_for;
        ALTER TABLE payment_batch DROP COLUMN proposed_for;
        ALTER TABLE payee_account DROP COLUMN proposed_for;
        ALTER TABLE overpayment DROP COLUMN identified_for;
        ALTER TABLE overpayment_recovery DROP COLUMN recorded_for;
        ALTER TABLE selection_step DROP COLUMN recorded_for;
    """)
