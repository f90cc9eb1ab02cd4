"""Whose registration is void, as registry's events say."""

from shared.database.script import execute_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nobody's, until it is told."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN deregistered_on date;
        COMMENT ON COLUMN veteran.deregistered_on IS 'day of the registration that is void; null: it holds';
    """)


def downgrade() -> None:
    """Deregistrations are told by nothing."""
    execute_script("ALTER TABLE veteran DROP COLUMN deregistered_on;")
