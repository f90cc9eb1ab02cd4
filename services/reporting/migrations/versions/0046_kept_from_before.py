"""Returns and told sheets of before 0045: apart, so that nobody waits while events and audit are read."""

from shared.database.script import execute_script

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """It locks the rows that lack something alone; what is there already is left as it is."""
    execute_script("""
        SELECT keep_returns(report_id) FROM (
            SELECT report_id FROM daily_report
            JOIN (
                SELECT aggregate_id, count(*) AS returns FROM outbox
                WHERE topic = 'reporting.daily-reports' AND type LIKE '%.daily-report-returned.%' GROUP BY aggregate_id
            ) AS told ON told.aggregate_id = report_id::text
            WHERE return_count <> told.returns ORDER BY report_id
        ) AS lacking;
        SELECT keep_sheets_told(bulletin) FROM bulletin WHERE number IS NOT NULL;
    """)


def downgrade() -> None:
    """What is kept is right."""
