"""Who has died, as registry's events say."""

from shared.database.script import execute_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nobody, until it is told."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN deceased_on date;
        COMMENT ON COLUMN veteran.deceased_on IS 'day of death; null: living';
    """)


def downgrade() -> None:
    """Deaths are told by nothing."""
    execute_script("ALTER TABLE veteran DROP COLUMN deceased_on;")
