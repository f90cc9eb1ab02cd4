"""By whom and why a sheet of a daily report was returned stays when another one is handed in."""

from shared.database.script import execute_script

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Begins empty: 0046 finds what was returned before in events and audit, while nobody waits for this table."""
    execute_script("""
        CREATE TABLE daily_report_return (
            report_id uuid NOT NULL,
            edition integer NOT NULL,
            reason text NOT NULL,
            note text NOT NULL,
            returned_by uuid NOT NULL,
            returned_at timestamptz NOT NULL,
            CONSTRAINT pk_daily_report_return PRIMARY KEY (report_id, edition),
            CONSTRAINT fk_daily_report_return_report_id_daily_report_edition FOREIGN KEY (report_id, edition)
                REFERENCES daily_report_edition (report_id, edition)
        );
        COMMENT ON TABLE daily_report_return IS
            'by whom and why a sheet was returned, also when another was handed in since';
        COMMENT ON COLUMN daily_report_return.edition IS 'the sheet that was returned';
        COMMENT ON COLUMN daily_report_return.reason IS 'a word of the code list daily-report-return';
        COMMENT ON COLUMN daily_report_return.returned_by IS 'account';
        ALTER TABLE daily_report ADD COLUMN return_count integer NOT NULL DEFAULT 0;
        COMMENT ON COLUMN daily_report.return_count IS 'sheets that were returned';
    """)


def downgrade() -> None:
    """The events and the audit have it."""
    execute_script("""
        DROP TABLE daily_report_return;
        ALTER TABLE daily_report DROP COLUMN return_count;
    """)
