"""A message that was not sent may be sent again, and then has another end: how often it has ended is counted."""

from shared.database.script import execute_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """What has ended has ended once."""
    execute_script("""
        ALTER TABLE delivery ADD COLUMN version integer DEFAULT '0' NOT NULL;
        COMMENT ON COLUMN delivery.version IS 'final events published about it';
        UPDATE delivery SET version = 1 WHERE state NOT IN ('pending', 'sending');
    """)


def downgrade() -> None:
    """An older release sends nothing again."""
    execute_script("ALTER TABLE delivery DROP COLUMN version")
