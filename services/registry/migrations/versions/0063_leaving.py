"""A file says itself that a move to another county is under way."""

from shared.database.script import execute_script

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """Of what is under way already, since it was started."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN leaving_since timestamptz;
        COMMENT ON COLUMN veteran.leaving_since IS 'a move to another county is under way since then';
        UPDATE veteran SET leaving_since = transfer.started_at FROM transfer
        WHERE transfer.person_id = veteran.veteran_id AND transfer.moved_on IS NULL AND transfer.revoked_at IS NULL;
    """)


def downgrade() -> None:
    """The record of the move still says so."""
    execute_script("ALTER TABLE veteran DROP COLUMN leaving_since")
