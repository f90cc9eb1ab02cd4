"""What persons ask for about what is known of them."""

from shared.database.script import execute_script

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """None is recorded yet."""
    execute_script("""
        CREATE TABLE data_request (
            request_id uuid NOT NULL,
            person_id uuid NOT NULL,
            kind text NOT NULL,
            asked_by text NOT NULL,
            received_on date NOT NULL,
            due_on date NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            outcome text,
            clause text,
            closed_on date,
            answer text,
            opened_by uuid NOT NULL,
            opened_at timestamptz NOT NULL,
            closed_by uuid,
            CONSTRAINT pk_data_request PRIMARY KEY (request_id),
            CONSTRAINT fk_data_request_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_data_request_asked_by CHECK (asked_by IN ('person', 'proxy', 'next-of-kin')),
            CONSTRAINT ck_data_request_due_on CHECK (due_on >= received_on),
            CONSTRAINT ck_data_request_outcome CHECK (
                (outcome IS NULL) = (closed_on IS NULL) AND (outcome IS NULL) = (closed_by IS NULL)
                AND (outcome IS NULL) = (answer IS NULL)
            ),
            CONSTRAINT ck_data_request_clause CHECK (outcome IS NULL OR (outcome = 'refused') = (clause IS NOT NULL))
        );
        CREATE INDEX ix_data_request_person_id ON data_request (person_id);
        CREATE INDEX ix_data_request_open ON data_request (due_on) WHERE outcome IS NULL;
        COMMENT ON TABLE data_request IS 'what persons asked for about what is known of them';
        COMMENT ON COLUMN data_request.kind IS 'a word of the code list data-request-kind';
        COMMENT ON COLUMN data_request.asked_by IS 'person, proxy, next-of-kin';
        COMMENT ON COLUMN data_request.due_on IS 'last day for an answer';
        COMMENT ON COLUMN data_request.document IS 'the request, by kind and number';
        COMMENT ON COLUMN data_request.version IS 'events published about it';
        COMMENT ON COLUMN data_request.outcome IS 'a word of the code list data-request-outcome; null: open';
        COMMENT ON COLUMN data_request.clause IS 'of a refusal: a word of the code list data-request-refusal';
        COMMENT ON COLUMN data_request.answer IS 'the paper it was answered by, by kind and number';
        COMMENT ON COLUMN data_request.opened_by IS 'account';
        COMMENT ON COLUMN data_request.closed_by IS 'account';
    """)


def downgrade() -> None:
    """Nobody knows any more who asked for what."""
    execute_script("DROP TABLE data_request")
