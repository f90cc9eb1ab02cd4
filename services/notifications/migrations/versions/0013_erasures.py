"""Registry erases what is known of persons."""

from shared.database.script import execute_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nobody is erased yet."""
    execute_script("""
        ALTER TABLE person ADD COLUMN erased_at timestamptz;
        COMMENT ON COLUMN person.erased_at IS 'registry erased what is known of the person; null: not';
    """)


def downgrade() -> None:
    """What was destroyed stays so."""
    execute_script("ALTER TABLE person DROP COLUMN erased_at")
