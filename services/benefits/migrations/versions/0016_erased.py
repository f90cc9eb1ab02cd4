"""Who was erased, as registry's events say."""

from shared.database.script import execute_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Nobody, until it is told."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN erased boolean NOT NULL DEFAULT false;
        COMMENT ON COLUMN veteran.erased IS 'what is known of the person was erased';
    """)


def downgrade() -> None:
    """Erasures are told by nothing here; contents stay destroyed."""
    execute_script("ALTER TABLE veteran DROP COLUMN erased;")
