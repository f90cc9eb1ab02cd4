"""Snapshots say what they stand on."""

from alembic import op

from shared.database.script import execute_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """What was missing, whether it is for publication, and why even then. Nobody knows it of what is frozen already."""
    execute_script("""
        ALTER TABLE snapshot
            ADD COLUMN provisional boolean NOT NULL DEFAULT true,
            ADD COLUMN for_publication boolean NOT NULL DEFAULT false,
            ADD COLUMN reason text,
            ADD COLUMN basis jsonb NOT NULL DEFAULT '{"topics": []}',
            ADD COLUMN content_digest text;
        COMMENT ON COLUMN snapshot.digest IS 'over the figures that every release must reproduce';
        COMMENT ON COLUMN snapshot.content IS 'canonical JSON';
        COMMENT ON COLUMN snapshot.content_digest IS
            'over the very bytes of content; null where frozen before it was kept';
        COMMENT ON COLUMN snapshot.provisional IS 'something was missing, as the basis says';
        COMMENT ON COLUMN snapshot.reason IS 'why a leader has it published although it is provisional';
        COMMENT ON COLUMN snapshot.basis IS 'what the content stood on; outside the digest';
    """)
    # A county has some dozens of snapshots: the index is there at once.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE snapshot DROP CONSTRAINT uq_snapshot_as_of_digest")
    op.execute(
        "-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid\n"
        "ALTER TABLE snapshot ADD CONSTRAINT uq_snapshot_as_of_content_digest_provisional_for_publication"
        " UNIQUE (as_of, content_digest, provisional, for_publication)"
    )


def downgrade() -> None:
    """Of equal snapshots the first one stays."""
    execute_script("""
        ALTER TABLE snapshot DISABLE TRIGGER snapshot_is_frozen;
        DELETE FROM snapshot USING snapshot AS earlier
            WHERE snapshot.as_of = earlier.as_of AND snapshot.digest = earlier.digest
            AND (snapshot.frozen_at, snapshot.snapshot_id) > (earlier.frozen_at, earlier.snapshot_id);
        ALTER TABLE snapshot ENABLE TRIGGER snapshot_is_frozen;
        ALTER TABLE snapshot DROP CONSTRAINT uq_snapshot_as_of_content_digest_provisional_for_publication;
        ALTER TABLE snapshot
            DROP COLUMN provisional, DROP COLUMN for_publication, DROP COLUMN reason, DROP COLUMN basis,
            DROP COLUMN content_digest,
            ADD CONSTRAINT uq_snapshot_as_of_digest UNIQUE (as_of, digest);
    """)
