"""Who reported in after the discharge, and whether in time."""

from shared.database.script import execute_script

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Files that have a day of reporting in keep it; nobody recorded on which document."""
    execute_script("""
        CREATE TABLE report_in (
            report_in_id uuid NOT NULL,
            person_id uuid NOT NULL,
            discharged_on date NOT NULL,
            reported_on date NOT NULL,
            late_days integer NOT NULL,
            ceremony_on date,
            excuse text,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            ended_by uuid,
            ended_at timestamptz,
            end_reason text,
            end_document text,
            CONSTRAINT pk_report_in PRIMARY KEY (report_in_id),
            CONSTRAINT fk_report_in_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT ck_report_in_reported_on CHECK (reported_on >= discharged_on),
            CONSTRAINT ck_report_in_ended_at CHECK (
                (ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)
                AND (ended_at IS NULL) = (end_document IS NULL)
            )
        );
        CREATE INDEX ix_report_in_person_id ON report_in (person_id);
        CREATE UNIQUE INDEX uq_report_in_standing ON report_in (person_id) WHERE ended_at IS NULL;
        COMMENT ON TABLE report_in IS 'who reported in after the discharge';
        COMMENT ON COLUMN report_in.late_days IS 'by the rule of the day of the discharge';
        COMMENT ON COLUMN report_in.ceremony_on IS 'of the welcome, where there was one';
        COMMENT ON COLUMN report_in.excuse IS 'the good reason for being late; not on the bus';
        COMMENT ON COLUMN report_in.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN report_in.recorded_by IS 'account';
        COMMENT ON COLUMN report_in.ended_by IS 'account';
        COMMENT ON COLUMN report_in.ended_at IS 'no longer believed from then on';
        COMMENT ON COLUMN report_in.end_reason IS 'corrected, or a word of the code list report-in-revocation';
    """)


def downgrade() -> None:
    """Files keep the day."""
    execute_script("DROP TABLE report_in")
