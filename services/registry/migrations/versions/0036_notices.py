"""What other systems say of persons, and how far their topics are read."""

from shared.database.script import execute_script

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Two tables of their own."""
    execute_script("""
        CREATE TABLE external_notice (
            notice_id uuid NOT NULL CONSTRAINT pk_external_notice PRIMARY KEY,
            digest bytea NOT NULL CONSTRAINT uq_external_notice_digest UNIQUE,
            sender text NOT NULL,
            message_id text,
            kind text,
            received_at timestamptz NOT NULL,
            match text NOT NULL
                CONSTRAINT ck_external_notice_match
                CHECK (match IN ('matched', 'ambiguous', 'unmatched', 'unreadable')),
            fault text,
            happened_on date,
            to_division text,
            person_id uuid,
            org_path ltree NOT NULL,
            wrapped_key bytea,
            sealed bytea,
            outcome text,
            reason text,
            settled_by uuid,
            settled_at timestamptz,
            CONSTRAINT ck_external_notice_fault CHECK ((match = 'unreadable') = (fault IS NOT NULL)),
            CONSTRAINT ck_external_notice_sealed CHECK ((sealed IS NULL) = (wrapped_key IS NULL)),
            CONSTRAINT ck_external_notice_outcome CHECK (
                (outcome IS NULL) = (settled_at IS NULL) AND (outcome IS NULL) = (settled_by IS NULL)
                AND (outcome IS NULL) = (reason IS NULL)
            )
        );
        CREATE INDEX ix_external_notice_org_path ON external_notice USING gist (org_path);
        CREATE INDEX ix_external_notice_waiting ON external_notice (notice_id) WHERE outcome IS NULL;
        COMMENT ON TABLE external_notice IS 'what other systems said of persons, and what became of it';
        COMMENT ON COLUMN external_notice.digest IS 'keyed; of topic, type, id and content';
        COMMENT ON COLUMN external_notice.message_id IS 'as the sender calls it; null where it cannot be read';
        COMMENT ON COLUMN external_notice.kind IS
            'external-death-notice, external-household-move; null where it cannot be read';
        COMMENT ON COLUMN external_notice.fault IS 'why it cannot be read; a code';
        COMMENT ON COLUMN external_notice.happened_on IS 'the day of death or of the move';
        COMMENT ON COLUMN external_notice.to_division IS 'where to, of a move';
        COMMENT ON COLUMN external_notice.person_id IS 'whose number it is, or who was named when it was settled';
        COMMENT ON COLUMN external_notice.org_path IS 'whose queue it stands in; of nobody''s, the centre';
        COMMENT ON COLUMN external_notice.wrapped_key IS 'of what it said; gone thirty days after it was settled';
        COMMENT ON COLUMN external_notice.sealed IS 'number, name, document';
        COMMENT ON COLUMN external_notice.outcome IS 'null: it waits';
        COMMENT ON COLUMN external_notice.settled_by IS 'account';

        CREATE TABLE inbound_position (
            topic text NOT NULL CONSTRAINT pk_inbound_position PRIMARY KEY,
            next_offset bigint NOT NULL
        );
        COMMENT ON TABLE inbound_position IS 'how far the topics of other systems are read';
    """)


def downgrade() -> None:
    """They are gone; the topics are read again from their beginning, two weeks of them."""
    execute_script("DROP TABLE external_notice; DROP TABLE inbound_position")
