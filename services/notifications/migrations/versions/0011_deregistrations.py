"""Whose registration is void, as registry's events say."""

from shared.database.script import execute_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nobody's, until it is told."""
    execute_script("""
        ALTER TABLE person ADD COLUMN deregistered_on date;
        COMMENT ON COLUMN person.deregistered_on IS 'day of the registration that is void; null: it holds';
    """)


def downgrade() -> None:
    """Deregistrations are told by nothing."""
    execute_script("ALTER TABLE person DROP COLUMN deregistered_on;")
