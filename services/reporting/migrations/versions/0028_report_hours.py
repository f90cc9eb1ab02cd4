"""By when daily reports are due, as the county decides."""

from shared.database.script import execute_script

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """None: the hours that the county began with hold until others do."""
    execute_script("""
        CREATE TABLE report_hours (
            plan_id uuid NOT NULL CONSTRAINT pk_report_hours PRIMARY KEY,
            state text NOT NULL
                CONSTRAINT ck_report_hours_state CHECK (state IN ('proposed', 'confirmed', 'withdrawn')),
            version integer NOT NULL,
            since date NOT NULL,
            rooms time NOT NULL,
            due time NOT NULL,
            closes time NOT NULL,
            nothing_from time,
            owed text NOT NULL
                CONSTRAINT ck_report_hours_owed CHECK (owed IN ('every-day', 'working-days')),
            source text NOT NULL,
            written_by uuid NOT NULL,
            written_at timestamptz NOT NULL,
            decided_by uuid,
            decided_at timestamptz,
            reason text,
            CONSTRAINT ck_report_hours_decided_at CHECK ((state = 'proposed') = (decided_at IS NULL)),
            CONSTRAINT ck_report_hours_decided_by CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
            CONSTRAINT ck_report_hours_reason CHECK ((state = 'withdrawn') = (reason IS NOT NULL))
        );
        CREATE UNIQUE INDEX uq_report_hours_since ON report_hours (since) WHERE state = 'confirmed';
        COMMENT ON TABLE report_hours IS 'by when daily reports are due, as the county decided';
        COMMENT ON COLUMN report_hours.version IS 'what was done with them';
        COMMENT ON COLUMN report_hours.since IS 'the first day of which they hold';
        COMMENT ON COLUMN report_hours.rooms IS 'until then the line of a room is in time';
        COMMENT ON COLUMN report_hours.due IS 'until then the report of a station is in time';
        COMMENT ON COLUMN report_hours.closes IS 'of the next day: until then it is late';
        COMMENT ON COLUMN report_hours.nothing_from IS
            'before then nobody says that there is nothing to report; null: at any time';
        COMMENT ON COLUMN report_hours.owed IS 'of which days there is a report';
        COMMENT ON COLUMN report_hours.source IS 'the document, by kind and number';
        COMMENT ON COLUMN report_hours.written_by IS 'account: it does not confirm them';
        COMMENT ON COLUMN report_hours.decided_by IS 'account that confirmed them, or withdrew them last';
        COMMENT ON COLUMN report_hours.reason IS 'why they were withdrawn';
    """)


def downgrade() -> None:
    """Reports are due again by the hours that the county began with."""
    execute_script("DROP TABLE report_hours;")
