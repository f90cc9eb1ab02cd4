"""Which sheet of a daily report an issued bulletin tells."""

from shared.database.script import execute_script

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """None, as yet: 0046 finds them by the times of both."""
    execute_script("""
        ALTER TABLE daily_report ADD COLUMN told_edition integer;
        COMMENT ON COLUMN daily_report.told_edition IS 'the sheet that an issued bulletin tells; null: none, as yet';
    """)


def downgrade() -> None:
    """It was found by the times of both."""
    execute_script("ALTER TABLE daily_report DROP COLUMN told_edition")
