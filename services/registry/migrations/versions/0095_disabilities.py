"""Files say by what and how far somebody is disabled, and of which household he was discharged to."""

from shared.database.script import execute_script

revision = "0095"
down_revision = "0094"


def upgrade() -> None:
    """Of nobody it is known yet."""
    execute_script("""
        ALTER TABLE person ADD COLUMN disability_grade_code text;
        ALTER TABLE person ADD COLUMN disability_cause_code text;
        ALTER TABLE veteran ADD COLUMN discharge_household_code text;
    """)


def downgrade() -> None:
    """Papers alone say it again."""
    execute_script("""
        ALTER TABLE veteran DROP COLUMN discharge_household_code;
        ALTER TABLE person DROP COLUMN disability_cause_code;
        ALTER TABLE person DROP COLUMN disability_grade_code;
    """)
