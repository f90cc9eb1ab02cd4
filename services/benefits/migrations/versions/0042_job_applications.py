"""Applications for postings, and the hire that each made."""

from shared.database.script import execute_script

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """None yet; hires that are there stand by themselves."""
    execute_script("""
        CREATE TABLE job_application (
            entry_id uuid NOT NULL CONSTRAINT pk_job_application PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            posting_id uuid NOT NULL CONSTRAINT fk_job_application_posting_id REFERENCES job_posting (entry_id),
            applied_on date NOT NULL,
            invited_on date,
            ended_on date,
            refusal_reason text,
            hire_id uuid CONSTRAINT fk_job_application_hire_id REFERENCES job_hire (entry_id),
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_application_state
                CHECK (state IN ('applied', 'invited', 'hired', 'refused', 'withdrawn', 'revoked'))
        );
        CREATE INDEX ix_job_application_person_id ON job_application (person_id);
        CREATE INDEX ix_job_application_hire_id ON job_application (hire_id);
        CREATE UNIQUE INDEX uq_job_application_posting ON job_application (posting_id, person_id)
            WHERE state NOT IN ('withdrawn', 'revoked');
        COMMENT ON TABLE job_application IS 'who applied for which posting, and what the employer answered';
        COMMENT ON COLUMN job_application.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN job_application.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN job_application.invited_on IS 'the employer asked the person to come';
        COMMENT ON COLUMN job_application.ended_on IS 'first day of work, or day of the refusal or withdrawal';
        COMMENT ON COLUMN job_application.refusal_reason IS 'a word of the code list job-refusal';
        COMMENT ON COLUMN job_application.hire_id IS 'the hire that was recorded with it';
        COMMENT ON COLUMN job_application.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_application.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten; the hires stay."""
    execute_script("DROP TABLE job_application")
