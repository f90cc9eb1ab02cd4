"""For whom somebody stood in with what another one is to decide."""

from shared.database.script import execute_script

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Of what was done before, the audit tells."""
    execute_script("""
        ALTER TABLE score_appeal ADD COLUMN lodged_for uuid;
        COMMENT ON COLUMN score_appeal.lodged_for IS 'account that it stood in for';
        ALTER TABLE report_hours ADD COLUMN written_for uuid;
        COMMENT ON COLUMN report_hours.written_for IS 'account that it stood in for: nor does that';
    """)


def downgrade() -> None:
    """The audit has it."""
    execute_script("""
        ALTER TABLE score_appeal DROP COLUMN lodged_for;
        ALTER TABLE report_hours DROP COLUMN written_for;
    """)
