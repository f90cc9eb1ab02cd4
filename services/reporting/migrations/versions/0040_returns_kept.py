"""By whom and why a sheet of a daily report was returned stays when another one is handed in."""

from shared.database.script import execute_script

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Of what was returned before, the events tell which sheet and why, the audit by whom and what was to be done."""
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

        INSERT INTO daily_report_return (report_id, edition, reason, note, returned_by, returned_at)
        SELECT (told.data ->> 'report_id')::uuid, (told.data ->> 'edition')::integer, told.data ->> 'reason',
               done.purpose, done.account_id, done.recorded_at
        FROM (
            SELECT aggregate_id, convert_from(payload, 'UTF8')::jsonb AS data,
                   row_number() OVER (PARTITION BY aggregate_id ORDER BY id) AS number
            FROM outbox WHERE topic = 'reporting.daily-reports' AND type LIKE '%.daily-report-returned.%'
        ) AS told
        JOIN (
            SELECT subject, purpose, account_id, recorded_at,
                   row_number() OVER (PARTITION BY subject ORDER BY audit_id) AS number
            FROM audit WHERE action = 'return-daily-report' AND result = 'done'
        ) AS done ON done.subject = 'daily-report ' || told.aggregate_id AND done.number = told.number;
        UPDATE daily_report SET return_count = returned.count FROM
            (SELECT report_id, count(*) FROM daily_report_return GROUP BY report_id) AS returned
            WHERE daily_report.report_id = returned.report_id;
    """)


def downgrade() -> None:
    """The events and the audit have it."""
    execute_script("""
        DROP TABLE daily_report_return;
        ALTER TABLE daily_report DROP COLUMN return_count;
    """)
