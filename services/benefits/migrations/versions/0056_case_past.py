"""What was said of the end of a case before it was corrected, or the case reopened."""

from shared.database.script import execute_script

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """No end was corrected so far."""
    execute_script("""
        CREATE TABLE case_past (
            case_id uuid NOT NULL,
            version integer NOT NULL,
            mediator_ids uuid[] NOT NULL,
            outcome text,
            resolved_on date,
            document text,
            withdrawn_on date,
            withdrawal_reason text,
            act text NOT NULL,
            because text NOT NULL,
            recorded_by uuid NOT NULL,
            known_until timestamptz NOT NULL,
            CONSTRAINT pk_case_past PRIMARY KEY (case_id, version),
            CONSTRAINT fk_case_past_case_id FOREIGN KEY (case_id) REFERENCES dispute_case (case_id),
            CONSTRAINT ck_case_past_act CHECK (act IN ('corrected', 'reopened')),
            CONSTRAINT ck_case_past_one_end CHECK ((resolved_on IS NULL) <> (withdrawn_on IS NULL))
        );
        COMMENT ON TABLE case_past IS
            'what was said of the end of a case before it was corrected, or the case reopened';
        COMMENT ON COLUMN case_past.version IS 'of the case as it stood so';
        COMMENT ON COLUMN case_past.document IS 'reference of the outcome document';
        COMMENT ON COLUMN case_past.act IS 'what was done about it: corrected, reopened';
        COMMENT ON COLUMN case_past.because IS 'why it was wrong, in words';
        COMMENT ON COLUMN case_past.recorded_by IS 'account';
        COMMENT ON COLUMN case_past.known_until IS 'no longer believed from then on';
    """)


def downgrade() -> None:
    """The audit and the events have it."""
    execute_script("DROP TABLE case_past;")
