"""Who has died, as registry's events say: nothing is sent to them."""

from shared.database.script import execute_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nobody, until it is told."""
    execute_script("""
        ALTER TABLE person ADD COLUMN deceased_on date;
        COMMENT ON COLUMN person.deceased_on IS 'day of death; null: living';
    """)


def downgrade() -> None:
    """Deaths are told by nothing."""
    execute_script("ALTER TABLE person DROP COLUMN deceased_on;")
