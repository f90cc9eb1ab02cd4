"""What is known of recipients is erased as what is known of veterans is; the documents of what was said before as well:
`recipient_past` is no longer among what only grows (the rights to it are given after each migration)."""

from shared.database.script import execute_script

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Nobody was erased yet."""
    execute_script("""
        ALTER TABLE recipient ADD COLUMN erased_at timestamptz;
        COMMENT ON COLUMN recipient.erased_at IS 'null: what is known of the person was not erased';
    """)


def downgrade() -> None:
    """What was destroyed stays so."""
    execute_script("ALTER TABLE recipient DROP COLUMN erased_at")
