"""The constraints of 0038, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """All are valid."""
    execute_script("""
        ALTER TABLE assessment_scheme VALIDATE CONSTRAINT ck_assessment_scheme_state;
        ALTER TABLE assessment_scheme VALIDATE CONSTRAINT ck_assessment_scheme_number;
        ALTER TABLE assessment_scheme VALIDATE CONSTRAINT ck_assessment_scheme_withdrawn_at;
        ALTER TABLE assessment_scheme VALIDATE CONSTRAINT ck_assessment_scheme_withdrawn_by;
        ALTER TABLE assessment_scheme VALIDATE CONSTRAINT ck_assessment_scheme_withdrawal_reason;
        ALTER TABLE briefing VALIDATE CONSTRAINT ck_briefing_issued;
        ALTER TABLE briefing VALIDATE CONSTRAINT ck_briefing_withdrawn;
        ALTER TABLE briefing_edition VALIDATE CONSTRAINT ck_briefing_edition_withdrawn_at;
        ALTER TABLE briefing_edition VALIDATE CONSTRAINT ck_briefing_edition_withdrawn_by;
        ALTER TABLE briefing_edition VALIDATE CONSTRAINT ck_briefing_edition_withdrawal_reason;
    """)


def downgrade() -> None:
    """Nothing to take back: 0038 has the constraints."""
