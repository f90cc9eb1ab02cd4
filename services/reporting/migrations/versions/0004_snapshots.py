"""Frozen figures."""

from shared.database.script import execute_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A snapshot is written once; the database itself refuses to change or delete one."""
    execute_script("""
        CREATE TABLE snapshot (
            snapshot_id uuid NOT NULL,
            as_of date NOT NULL,
            digest text NOT NULL,
            content bytea NOT NULL,
            frozen_at timestamptz NOT NULL,
            CONSTRAINT pk_snapshot PRIMARY KEY (snapshot_id),
            CONSTRAINT uq_snapshot_as_of_digest UNIQUE (as_of, digest)
        );
        COMMENT ON COLUMN snapshot.content IS 'canonical JSON, the very bytes that the digest is of';

        CREATE FUNCTION refuse_to_change_a_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a frozen snapshot never changes' USING ERRCODE = 'restrict_violation';
        END
        $$;
        CREATE TRIGGER snapshot_is_frozen BEFORE UPDATE OR DELETE ON snapshot
            FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_snapshot();
    """)


def downgrade() -> None:
    """Figures without memory."""
    execute_script("DROP TABLE snapshot; DROP FUNCTION refuse_to_change_a_snapshot();")
