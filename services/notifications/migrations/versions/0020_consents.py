"""What persons consented to, and who wishes to be told of work, as registry and benefits tell."""

from shared.database.script import execute_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nothing, until it is told."""
    execute_script("""
        CREATE TABLE consent (
            consent_id uuid NOT NULL CONSTRAINT pk_consent PRIMARY KEY,
            person_id uuid NOT NULL,
            purpose text NOT NULL,
            holds boolean NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX ix_consent_person_id ON consent (person_id);
        COMMENT ON TABLE consent IS 'what persons consented to';
        COMMENT ON COLUMN consent.purpose IS 'a word of the code list consent-purpose';
        COMMENT ON COLUMN consent.version IS 'sequence of its last event';

        CREATE TABLE job_wish (
            person_id uuid NOT NULL CONSTRAINT pk_job_wish PRIMARY KEY,
            entry_id uuid NOT NULL,
            version integer NOT NULL,
            is_told boolean NOT NULL
        );
        COMMENT ON TABLE job_wish IS 'who wishes to be told of work, and who does not any more';
        COMMENT ON COLUMN job_wish.entry_id IS 'the last wish that he recorded';
        COMMENT ON COLUMN job_wish.version IS 'sequence of its last event';
        COMMENT ON COLUMN job_wish.is_told IS 'whether he wishes to be told of work';
    """)


def downgrade() -> None:
    """What events told is read again."""
    execute_script("DROP TABLE job_wish; DROP TABLE consent")
