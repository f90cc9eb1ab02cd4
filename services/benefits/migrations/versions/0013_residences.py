"""Where persons live and another unit serves them, as registry's events say."""

from shared.database.script import execute_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nobody, until it is told."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN residence_path ltree;
        COMMENT ON COLUMN veteran.residence_path IS
            'unit where he lives, if one is named: may open cases for him too';
    """)


def downgrade() -> None:
    """Residences are told by nothing."""
    execute_script("ALTER TABLE veteran DROP COLUMN residence_path;")
