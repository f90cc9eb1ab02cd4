"""What the release before leaves out, beside this one or after it was gone back to, the database keeps for it."""

from shared.database.script import execute_script

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """It returns reports without counting that, and issues bulletins without keeping the sheets that they tell.

    Of a return its event tells which sheet and why, its audit by whom and what was to be done: both are there at the
    commit. Of an issued bulletin told are the sheets that were there when it was counted, the last time before that.
    """
    execute_script("""
        CREATE FUNCTION keep_returns(report uuid) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM daily_report WHERE report_id = report FOR UPDATE;
            INSERT INTO daily_report_return (report_id, edition, reason, note, returned_by, returned_at)
            SELECT report, (told.data ->> 'edition')::integer, told.data ->> 'reason',
                   done.purpose, done.account_id, done.recorded_at
            FROM (
                SELECT convert_from(payload, 'UTF8')::jsonb AS data,
                       row_number() OVER (ORDER BY aggregate_version) AS number
                FROM outbox
                WHERE topic = 'reporting.daily-reports' AND aggregate_id = report::text
                    AND type LIKE '%.daily-report-returned.%'
            ) AS told
            JOIN (
                SELECT purpose, account_id, recorded_at, row_number() OVER (ORDER BY audit_id) AS number
                FROM audit
                WHERE subject = 'daily-report ' || report AND action = 'return-daily-report' AND result = 'done'
            ) AS done USING (number)
            ON CONFLICT DO NOTHING;
            UPDATE daily_report SET return_count = kept.count
                FROM (SELECT count(*) FROM daily_report_return WHERE report_id = report) AS kept
                WHERE report_id = report AND return_count <> kept.count;
        END
        $$;
        CREATE FUNCTION keep_return_of_the_release_before() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM keep_returns(NEW.report_id);
            RETURN NULL;
        END
        $$;
        CREATE CONSTRAINT TRIGGER daily_report_is_returned AFTER UPDATE ON daily_report DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (
                OLD.return_reason IS NULL AND NEW.return_reason IS NOT NULL AND NEW.return_count = OLD.return_count
            )
            EXECUTE FUNCTION keep_return_of_the_release_before();

        CREATE FUNCTION keep_sheets_told(by_it bulletin) RETURNS void LANGUAGE sql AS $$
            UPDATE daily_report AS report SET told_edition = (
                SELECT max(sheet.edition) FROM daily_report_edition AS sheet
                WHERE sheet.report_id = report.report_id
                    AND sheet.written_at <= coalesce((by_it.content ->> 'counted_at')::timestamptz, by_it.written_at)
            )
            WHERE report.day BETWEEN by_it.first_on AND by_it.last_on
                AND report.told_edition IS NULL AND report.edition > 0
        $$;
        CREATE FUNCTION keep_sheets_told_by_the_release_before() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM keep_sheets_told(NEW);
            RETURN NULL;
        END
        $$;
        CREATE TRIGGER bulletin_is_told AFTER UPDATE ON bulletin
            FOR EACH ROW WHEN (OLD.number IS NULL AND NEW.number IS NOT NULL)
            EXECUTE FUNCTION keep_sheets_told_by_the_release_before();
    """)


def downgrade() -> None:
    """What was kept stays."""
    execute_script("""
        DROP TRIGGER bulletin_is_told ON bulletin;
        DROP TRIGGER daily_report_is_returned ON daily_report;
        DROP FUNCTION
            keep_sheets_told_by_the_release_before(), keep_sheets_told(bulletin),
            keep_return_of_the_release_before(), keep_returns(uuid);
    """)
