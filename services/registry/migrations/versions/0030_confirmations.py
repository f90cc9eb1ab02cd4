"""That somebody made sure of a person in a year, or nobody did."""

from shared.database.script import execute_script

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Nobody is confirmed yet."""
    execute_script("""
        CREATE TABLE annual_confirmation (
            confirmation_id uuid NOT NULL,
            person_id uuid NOT NULL,
            year integer NOT NULL,
            method text,
            result text,
            confirmed_on date,
            document text NOT NULL,
            version integer NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            CONSTRAINT pk_annual_confirmation PRIMARY KEY (confirmation_id),
            CONSTRAINT fk_annual_confirmation_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT ck_annual_confirmation_method CHECK (
                (method IS NULL) = (result IS NULL) AND (method IS NULL) = (confirmed_on IS NULL)
            ),
            CONSTRAINT ck_annual_confirmation_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)
            )
        );
        CREATE INDEX ix_annual_confirmation_person_id ON annual_confirmation (person_id);
        CREATE UNIQUE INDEX uq_annual_confirmation_standing ON annual_confirmation (person_id, year)
        WHERE revoked_at IS NULL;
        COMMENT ON TABLE annual_confirmation IS 'that somebody made sure of a person in a year';
        COMMENT ON COLUMN annual_confirmation.method
            IS 'a word of the code list confirmation-method; null: the year was missed';
        COMMENT ON COLUMN annual_confirmation.result IS 'a word of the code list confirmation-result';
        COMMENT ON COLUMN annual_confirmation.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN annual_confirmation.version IS 'events published about it';
        COMMENT ON COLUMN annual_confirmation.recorded_by IS 'account';
        COMMENT ON COLUMN annual_confirmation.revoked_by IS 'account';
        COMMENT ON COLUMN annual_confirmation.revocation_reason
            IS 'a word of the code list confirmation-revocation';
    """)


def downgrade() -> None:
    """Nobody knows whom anybody made sure of."""
    execute_script("DROP TABLE annual_confirmation")
