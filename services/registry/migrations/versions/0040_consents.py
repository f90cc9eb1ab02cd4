"""What persons have agreed to."""

from shared.database.script import execute_script

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """None is recorded yet."""
    execute_script("""
        CREATE TABLE consent (
            consent_id uuid NOT NULL,
            person_id uuid NOT NULL,
            purpose text NOT NULL,
            form text NOT NULL,
            given_on date NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            withdrawn_on date,
            reason text,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            withdrawn_by uuid,
            CONSTRAINT pk_consent PRIMARY KEY (consent_id),
            CONSTRAINT fk_consent_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_consent_reason CHECK (
                (withdrawn_on IS NULL) = (reason IS NULL) AND (withdrawn_on IS NULL) = (withdrawn_by IS NULL)
            ),
            CONSTRAINT ck_consent_withdrawn_on CHECK (withdrawn_on >= given_on)
        );
        CREATE INDEX ix_consent_person_id ON consent (person_id);
        CREATE UNIQUE INDEX uq_consent_holding ON consent (person_id, purpose) WHERE withdrawn_on IS NULL;
        COMMENT ON TABLE consent IS 'what persons agreed to';
        COMMENT ON COLUMN consent.purpose IS 'a word of the code list consent-purpose';
        COMMENT ON COLUMN consent.form IS 'a word of the code list consent-form';
        COMMENT ON COLUMN consent.document IS 'where it stands, by kind and number';
        COMMENT ON COLUMN consent.version IS 'events published about it';
        COMMENT ON COLUMN consent.withdrawn_on IS 'null: it holds';
        COMMENT ON COLUMN consent.reason IS 'a word of the code list consent-end';
        COMMENT ON COLUMN consent.recorded_by IS 'account';
        COMMENT ON COLUMN consent.withdrawn_by IS 'account that recorded it';
    """)


def downgrade() -> None:
    """Nobody knows any more who agreed to what."""
    execute_script("DROP TABLE consent")
