"""What is known of persons is erased, by two persons."""

from shared.database.script import execute_script

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """None is proposed yet."""
    execute_script("""
        CREATE TABLE erasure (
            erasure_id uuid NOT NULL,
            person_id uuid NOT NULL,
            ground text NOT NULL,
            document text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            reason text,
            CONSTRAINT pk_erasure PRIMARY KEY (erasure_id),
            CONSTRAINT fk_erasure_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_erasure_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            )
        );
        CREATE INDEX ix_erasure_person_id ON erasure (person_id);
        CREATE UNIQUE INDEX uq_erasure_open ON erasure (person_id) WHERE outcome IS NULL;
        COMMENT ON TABLE erasure IS 'erasures of persons: what one proposed, and how that ended';
        COMMENT ON COLUMN erasure.ground IS 'a word of the code list erasure-ground';
        COMMENT ON COLUMN erasure.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN erasure.proposed_by IS 'account';
        COMMENT ON COLUMN erasure.outcome IS 'erased, refused, withdrawn; null: open';
        COMMENT ON COLUMN erasure.decided_by IS 'account';
        COMMENT ON COLUMN erasure.reason IS 'of a refusal or withdrawal';
    """)


def downgrade() -> None:
    """What was destroyed stays so; nobody knows any more who asked for it."""
    execute_script("DROP TABLE erasure")
