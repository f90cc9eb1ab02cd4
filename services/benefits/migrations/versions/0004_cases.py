"""Cases, their assignments, their content."""

from shared.database.script import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A case counts as resolved only with an outcome and a document; the table says so too."""
    execute_script("""
        CREATE TABLE dispute_case (
            case_id uuid NOT NULL,
            kind text NOT NULL,
            state text NOT NULL,
            version integer NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            applicant_id uuid NOT NULL,
            parties_count integer NOT NULL,
            opened_on date NOT NULL,
            due_on date NOT NULL,
            mediator_ids uuid[] NOT NULL,
            assigned_on date,
            outcome text,
            resolved_on date,
            document text,
            synthetic boolean NOT NULL,
            CONSTRAINT pk_dispute_case PRIMARY KEY (case_id),
            CONSTRAINT ck_dispute_case_resolved_with_document CHECK (
                (state = 'resolved') = (outcome IS NOT NULL AND resolved_on IS NOT NULL AND document IS NOT NULL)
            ),
            CONSTRAINT ck_dispute_case_dates_in_order CHECK (
                opened_on <= assigned_on AND assigned_on <= resolved_on
            )
        );
        COMMENT ON COLUMN dispute_case.version IS 'number of events published';
        COMMENT ON COLUMN dispute_case.mediator_ids IS 'of the assignment in force, in the order assigned';
        COMMENT ON COLUMN dispute_case.document IS 'reference of the outcome document';
        COMMENT ON COLUMN dispute_case.synthetic IS 'of an invented applicant';
        CREATE INDEX ix_dispute_case_org_path ON dispute_case USING gist (org_path);
        CREATE INDEX ix_dispute_case_applicant_id ON dispute_case (applicant_id);

        CREATE TABLE case_assignment (
            case_id uuid NOT NULL,
            version integer NOT NULL,
            mediator_ids uuid[] NOT NULL,
            assigned_on date NOT NULL,
            CONSTRAINT pk_case_assignment PRIMARY KEY (case_id, version),
            CONSTRAINT fk_case_assignment_case_id FOREIGN KEY (case_id) REFERENCES dispute_case (case_id)
        );
        COMMENT ON COLUMN case_assignment.version IS 'of the case after this assignment';

        CREATE TABLE case_content (
            case_id uuid NOT NULL,
            applicant_id uuid NOT NULL,
            data_key bytea,
            summary bytea NOT NULL,
            written_at timestamptz NOT NULL,
            CONSTRAINT pk_case_content PRIMARY KEY (case_id),
            CONSTRAINT fk_case_content_case_id FOREIGN KEY (case_id) REFERENCES dispute_case (case_id)
        );
        COMMENT ON COLUMN case_content.applicant_id IS 'whose erasure drops the key';
        COMMENT ON COLUMN case_content.data_key IS 'wrapped by the master key; null once dropped';
        COMMENT ON COLUMN case_content.summary IS 'what the dispute is about, encrypted';
        CREATE INDEX ix_case_content_applicant_id ON case_content (applicant_id);
    """)


def downgrade() -> None:
    """No cases."""
    execute_script("DROP TABLE case_content; DROP TABLE case_assignment; DROP TABLE dispute_case;")
