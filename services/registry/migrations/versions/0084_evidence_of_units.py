"""Evidence of the work of units, under their keys."""

from shared.database.script import execute_script

revision = "0084"
down_revision = "0083"


def upgrade() -> None:
    """Nothing is attached to entries and records yet."""
    execute_script("""
        CREATE TABLE unit_key (
            unit_key_id uuid NOT NULL CONSTRAINT pk_unit_key PRIMARY KEY,
            org_code text NOT NULL CONSTRAINT fk_unit_key_org_code REFERENCES org_unit (org_code),
            wrapped bytea NOT NULL,
            CONSTRAINT uq_unit_key_org_code UNIQUE (org_code)
        );
        COMMENT ON TABLE unit_key IS 'keys under which evidence of the work of units lies';
        COMMENT ON COLUMN unit_key.wrapped IS 'wrapped by the master key';
        CREATE TABLE unit_attachment_content (
            unit_key_id uuid NOT NULL CONSTRAINT fk_unit_attachment_content_unit_key_id
                REFERENCES unit_key (unit_key_id),
            digest bytea NOT NULL,
            content_sealed bytea NOT NULL,
            thumbnail_sealed bytea,
            CONSTRAINT pk_unit_attachment_content PRIMARY KEY (unit_key_id, digest)
        );
        COMMENT ON TABLE unit_attachment_content IS
            'what is attached to the work of units, each content of a unit once';
        COMMENT ON COLUMN unit_attachment_content.digest IS 'HMAC under a key of the unit: known to nobody else';
        COMMENT ON COLUMN unit_attachment_content.thumbnail_sealed IS 'of pictures that belong to entries of books';
        CREATE TABLE unit_attachment (
            attachment_id uuid NOT NULL CONSTRAINT pk_unit_attachment PRIMARY KEY,
            unit_key_id uuid NOT NULL CONSTRAINT fk_unit_attachment_unit_key_id REFERENCES unit_key (unit_key_id),
            kind text NOT NULL,
            owner_id uuid NOT NULL,
            digest bytea,
            media_type text NOT NULL,
            paper text,
            size_bytes integer NOT NULL,
            attached_by uuid NOT NULL,
            attached_at timestamptz NOT NULL,
            withdrawn_by uuid,
            withdrawn_at timestamptz,
            reason text,
            CONSTRAINT fk_unit_attachment_unit_key_id_digest FOREIGN KEY (unit_key_id, digest)
                REFERENCES unit_attachment_content (unit_key_id, digest),
            CONSTRAINT ck_unit_attachment_withdrawn_at CHECK (
                (withdrawn_at IS NULL) = (digest IS NOT NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)
                AND (withdrawn_at IS NULL) = (reason IS NULL)
            )
        );
        CREATE INDEX ix_unit_attachment_unit_key_id ON unit_attachment (unit_key_id);
        CREATE INDEX ix_unit_attachment_owner_id ON unit_attachment (owner_id);
        CREATE UNIQUE INDEX uq_unit_attachment_content ON unit_attachment (owner_id, kind, digest)
            WHERE withdrawn_at IS NULL;
        COMMENT ON TABLE unit_attachment IS
            'evidence of the work of units; of what was withdrawn, that it was there';
        COMMENT ON COLUMN unit_attachment.kind IS 'of what it belongs to: book-entry, branch-record';
        COMMENT ON COLUMN unit_attachment.owner_id IS 'its id';
        COMMENT ON COLUMN unit_attachment.digest IS 'of its content; null: withdrawn, and gone';
        COMMENT ON COLUMN unit_attachment.paper IS
            'what it is a picture of: identity-document, certificate, statement …';
        COMMENT ON COLUMN unit_attachment.attached_by IS 'account';
        COMMENT ON COLUMN unit_attachment.withdrawn_by IS 'account';
        COMMENT ON COLUMN unit_attachment.reason IS 'of the withdrawal';
    """)


def downgrade() -> None:
    """What was attached is gone, with its keys."""
    execute_script("DROP TABLE unit_attachment; DROP TABLE unit_attachment_content; DROP TABLE unit_key")
