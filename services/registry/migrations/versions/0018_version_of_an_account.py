"""Whoever changes the names of an account, or the addresses of a machine, says which ones he saw."""

from shared.database.script import execute_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """An older release changes them without counting."""
    execute_script("""
        ALTER TABLE account ADD COLUMN version integer DEFAULT '1' NOT NULL;
        COMMENT ON COLUMN account.version IS 'of its names and a machine''s addresses';
    """)


def downgrade() -> None:
    execute_script("ALTER TABLE account DROP COLUMN version")
