"""Cases that were withdrawn."""

from shared.database.script import execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A withdrawn case has a day and a reason, any other has neither."""
    execute_script("""
        ALTER TABLE dispute_case ADD COLUMN withdrawn_on date;
        ALTER TABLE dispute_case ADD COLUMN withdrawal_reason text;
        ALTER TABLE dispute_case ADD CONSTRAINT ck_dispute_case_withdrawn_with_reason CHECK (
            (state = 'withdrawn') = (withdrawn_on IS NOT NULL AND withdrawal_reason IS NOT NULL)
        ) NOT VALID;
        ALTER TABLE dispute_case ADD CONSTRAINT ck_dispute_case_withdrawn_after_opening CHECK (
            opened_on <= withdrawn_on AND assigned_on <= withdrawn_on
        ) NOT VALID;
    """)


def downgrade() -> None:
    """No case can be withdrawn."""
    execute_script("""
        ALTER TABLE dispute_case DROP CONSTRAINT ck_dispute_case_withdrawn_after_opening;
        ALTER TABLE dispute_case DROP CONSTRAINT ck_dispute_case_withdrawn_with_reason;
        ALTER TABLE dispute_case DROP COLUMN withdrawal_reason;
        ALTER TABLE dispute_case DROP COLUMN withdrawn_on;
    """)
