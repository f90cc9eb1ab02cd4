"""Which sheet of a daily report an issued bulletin tells."""

from shared.database.script import execute_script

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Of an issued bulletin the sheets that were there when it was counted, the last time before it was issued."""
    execute_script("""
        ALTER TABLE daily_report ADD COLUMN told_edition integer;
        COMMENT ON COLUMN daily_report.told_edition IS 'the sheet that an issued bulletin tells; null: none, as yet';
        UPDATE daily_report AS report SET told_edition = (
            SELECT max(sheet.edition) FROM daily_report_edition AS sheet
            WHERE sheet.report_id = report.report_id
                AND sheet.written_at <= coalesce((told.content ->> 'counted_at')::timestamptz, told.written_at)
        )
        FROM bulletin AS told WHERE told.number IS NOT NULL AND report.day BETWEEN told.first_on AND told.last_on;
    """)


def downgrade() -> None:
    """It was found by the times of both."""
    execute_script("ALTER TABLE daily_report DROP COLUMN told_edition")
