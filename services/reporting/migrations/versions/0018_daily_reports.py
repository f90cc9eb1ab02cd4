"""The daily report of each station, and what is counted to it."""

from shared.database.script import execute_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """What is counted is filled by a rebuild, as a new figure is; reports begin with the next day."""
    execute_script("""
        CREATE TABLE daily_count (
            day date NOT NULL,
            org_path text COLLATE "C" NOT NULL,
            line text COLLATE "C" NOT NULL,
            partition integer NOT NULL,
            count bigint NOT NULL,
            CONSTRAINT pk_daily_count PRIMARY KEY (day, org_path, line, partition)
        );
        COMMENT ON TABLE daily_count IS
            'what was recorded of each unit itself, by day of work and line of the daily report';
        COMMENT ON COLUMN daily_count.day IS
            'of work: what comes after the report was due is the next day''s';
        COMMENT ON COLUMN daily_count.line IS 'of the report';

        CREATE TABLE daily_report (
            report_id uuid NOT NULL CONSTRAINT pk_daily_report PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            day date NOT NULL,
            covers_from date NOT NULL,
            due_at timestamptz NOT NULL,
            closes_at timestamptz NOT NULL,
            state text NOT NULL CONSTRAINT ck_daily_report_state
                CHECK (state IN ('due', 'submitted', 'late', 'missed', 'backfilled')),
            version integer NOT NULL,
            edition integer NOT NULL,
            handed_in_at timestamptz,
            minutes_late integer NOT NULL,
            is_zero boolean NOT NULL,
            is_copy boolean NOT NULL,
            return_reason text,
            return_note text,
            written_by uuid[] NOT NULL,
            CONSTRAINT ck_daily_report_handed_in_at
                CHECK ((state IN ('due', 'missed')) = (handed_in_at IS NULL)),
            CONSTRAINT ck_daily_report_edition CHECK ((edition = 0) = (handed_in_at IS NULL)),
            CONSTRAINT ck_daily_report_return_note CHECK ((return_reason IS NULL) = (return_note IS NULL)),
            CONSTRAINT ck_daily_report_return_reason CHECK (return_reason IS NULL OR edition > 0),
            CONSTRAINT uq_daily_report_day UNIQUE (day, org_code)
        );
        CREATE INDEX ix_daily_report_org_path ON daily_report USING gist (org_path);
        CREATE INDEX ix_daily_report_station ON daily_report (org_code, day);
        CREATE INDEX ix_daily_report_open ON daily_report (closes_at) WHERE state = 'due';
        COMMENT ON TABLE daily_report IS 'a report of each station and day';
        COMMENT ON COLUMN daily_report.org_path IS 'of the station, as it stood that day';
        COMMENT ON COLUMN daily_report.covers_from IS 'the first day of work that it covers';
        COMMENT ON COLUMN daily_report.due_at IS 'the last instant at which it is in time';
        COMMENT ON COLUMN daily_report.closes_at IS 'the last instant at which it is late';
        COMMENT ON COLUMN daily_report.state IS 'how punctual it is';
        COMMENT ON COLUMN daily_report.version IS 'events published about it';
        COMMENT ON COLUMN daily_report.edition IS 'sheets that were handed in';
        COMMENT ON COLUMN daily_report.handed_in_at IS 'the first time';
        COMMENT ON COLUMN daily_report.is_zero IS 'the last sheet says that there is nothing to report';
        COMMENT ON COLUMN daily_report.is_copy IS 'the last sheet says what that of the day before says';
        COMMENT ON COLUMN daily_report.return_reason IS
            'a word of the code list daily-report-return; null: it is not returned';
        COMMENT ON COLUMN daily_report.written_by IS
            'accounts that handed in a sheet: none of them returns';

        CREATE TABLE daily_report_edition (
            report_id uuid NOT NULL
                CONSTRAINT fk_daily_report_edition_report_id_daily_report REFERENCES daily_report,
            edition integer NOT NULL CONSTRAINT ck_daily_report_edition_edition CHECK (edition > 0),
            lines jsonb NOT NULL,
            counted jsonb NOT NULL,
            text text,
            reason text,
            written_by uuid NOT NULL,
            written_at timestamptz NOT NULL,
            CONSTRAINT pk_daily_report_edition PRIMARY KEY (report_id, edition)
        );
        COMMENT ON TABLE daily_report_edition IS 'every sheet that was handed in; none is changed';
        COMMENT ON COLUMN daily_report_edition.lines IS 'line → number, as people say';
        COMMENT ON COLUMN daily_report_edition.counted IS 'line → number, as it was counted then';
        COMMENT ON COLUMN daily_report_edition.reason IS
            'why it is not what is counted, or what was said before';
        COMMENT ON COLUMN daily_report_edition.written_by IS 'account';
    """)


def downgrade() -> None:
    """Reports that were handed in are gone."""
    execute_script("DROP TABLE daily_report_edition, daily_report, daily_count")
