"""Photographs and evidence."""

from shared.database.script import execute_script

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Nothing is attached yet."""
    execute_script("""
        CREATE TABLE attachment_content (
            person_id uuid NOT NULL,
            digest bytea NOT NULL,
            content_sealed bytea NOT NULL,
            thumbnail_sealed bytea,
            CONSTRAINT pk_attachment_content PRIMARY KEY (person_id, digest),
            CONSTRAINT fk_attachment_content_person_id FOREIGN KEY (person_id)
                REFERENCES data_key (person_id) ON DELETE CASCADE
        );
        COMMENT ON TABLE attachment_content IS 'what is attached, each content of a person once';
        COMMENT ON COLUMN attachment_content.digest IS 'HMAC under a key of the person: known to nobody else';
        COMMENT ON COLUMN attachment_content.thumbnail_sealed IS 'of photographs';
        CREATE TABLE attachment (
            attachment_id uuid NOT NULL,
            person_id uuid NOT NULL,
            kind text NOT NULL,
            owner_id uuid NOT NULL,
            digest bytea,
            media_type text NOT NULL,
            size_bytes integer NOT NULL,
            attached_by uuid NOT NULL,
            attached_at timestamptz NOT NULL,
            withdrawn_by uuid,
            withdrawn_at timestamptz,
            reason text,
            CONSTRAINT pk_attachment PRIMARY KEY (attachment_id),
            CONSTRAINT fk_attachment_person_id FOREIGN KEY (person_id)
                REFERENCES data_key (person_id) ON DELETE CASCADE,
            CONSTRAINT fk_attachment_person_id_digest FOREIGN KEY (person_id, digest)
                REFERENCES attachment_content (person_id, digest),
            CONSTRAINT ck_attachment_withdrawn_at CHECK (
                (withdrawn_at IS NULL) = (digest IS NOT NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)
                AND (withdrawn_at IS NULL) = (reason IS NULL)
            )
        );
        CREATE INDEX ix_attachment_person_id ON attachment (person_id);
        CREATE INDEX ix_attachment_owner_id ON attachment (owner_id);
        CREATE UNIQUE INDEX uq_attachment_content ON attachment (owner_id, kind, digest) WHERE withdrawn_at IS NULL;
        CREATE UNIQUE INDEX uq_attachment_photograph ON attachment (person_id)
            WHERE kind = 'photograph' AND withdrawn_at IS NULL;
        COMMENT ON TABLE attachment IS 'photographs and evidence; of those withdrawn, that they were there';
        COMMENT ON COLUMN attachment.kind IS 'of what it belongs to: photograph, registration, death …';
        COMMENT ON COLUMN attachment.owner_id IS 'its id; of a photograph and a registration, the person''s';
        COMMENT ON COLUMN attachment.digest IS 'of its content; null: withdrawn, and gone';
        COMMENT ON COLUMN attachment.attached_by IS 'account';
        COMMENT ON COLUMN attachment.withdrawn_by IS 'account';
        COMMENT ON COLUMN attachment.reason IS 'of the withdrawal';
    """)


def downgrade() -> None:
    """What was attached is gone."""
    execute_script("DROP TABLE attachment; DROP TABLE attachment_content")
