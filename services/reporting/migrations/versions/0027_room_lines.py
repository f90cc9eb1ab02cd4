"""What rooms hand in to their station."""

from shared.database.script import execute_script

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Rooms owe a line from the next day on."""
    execute_script("""
        CREATE TABLE room_line (
            line_id uuid NOT NULL CONSTRAINT pk_room_line PRIMARY KEY,
            report_id uuid NOT NULL CONSTRAINT fk_room_line_report_id_daily_report REFERENCES daily_report,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            day date NOT NULL,
            covers_from date NOT NULL,
            due_at timestamptz NOT NULL,
            closes_at timestamptz NOT NULL,
            state text NOT NULL
                CONSTRAINT ck_room_line_state CHECK (state IN ('due', 'submitted', 'late')),
            edition integer NOT NULL,
            handed_in_at timestamptz,
            minutes_late integer NOT NULL,
            is_zero boolean NOT NULL,
            CONSTRAINT ck_room_line_handed_in_at CHECK ((state = 'due') = (handed_in_at IS NULL)),
            CONSTRAINT ck_room_line_edition CHECK ((edition = 0) = (handed_in_at IS NULL)),
            CONSTRAINT uq_room_line_report UNIQUE (report_id, org_code)
        );
        CREATE INDEX ix_room_line_org_path ON room_line USING gist (org_path);
        CREATE INDEX ix_room_line_day ON room_line (day, org_code);
        COMMENT ON TABLE room_line IS 'what each room owes its station of each day';
        COMMENT ON COLUMN room_line.report_id IS 'of its station';
        COMMENT ON COLUMN room_line.org_path IS 'where the room stands';
        COMMENT ON COLUMN room_line.covers_from IS 'the first day of work that it covers';
        COMMENT ON COLUMN room_line.due_at IS 'the last instant at which it is in time';
        COMMENT ON COLUMN room_line.closes_at IS 'the last instant at which it is taken';
        COMMENT ON COLUMN room_line.state IS 'how punctual it is';
        COMMENT ON COLUMN room_line.edition IS 'sheets that were handed in';
        COMMENT ON COLUMN room_line.handed_in_at IS 'the first time';
        COMMENT ON COLUMN room_line.is_zero IS 'the last sheet says that there is nothing to report';

        CREATE TABLE room_line_edition (
            line_id uuid NOT NULL CONSTRAINT fk_room_line_edition_line_id_room_line REFERENCES room_line,
            edition integer NOT NULL CONSTRAINT ck_room_line_edition_edition CHECK (edition > 0),
            lines jsonb NOT NULL,
            counted jsonb NOT NULL,
            text text,
            reason text,
            written_by uuid NOT NULL,
            written_at timestamptz NOT NULL,
            CONSTRAINT pk_room_line_edition PRIMARY KEY (line_id, edition)
        );
        COMMENT ON TABLE room_line_edition IS 'every sheet that a room handed in; none is changed';
        COMMENT ON COLUMN room_line_edition.lines IS 'line → number, as the room says';
        COMMENT ON COLUMN room_line_edition.counted IS 'line → number, as it was counted then';
        COMMENT ON COLUMN room_line_edition.reason IS
            'why it is not what is counted, or what was said before';
        COMMENT ON COLUMN room_line_edition.written_by IS 'account';
    """)


def downgrade() -> None:
    """What rooms said is gone; what stations said stays."""
    execute_script("DROP TABLE room_line_edition, room_line;")
