"""Driving lessons are had once for each class of licence."""

from shared.database.script import execute_script

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Of what was redeemed before it is not known: it counts towards no class."""
    execute_script("""
        ALTER TABLE redemption ADD COLUMN licence_class text;
        COMMENT ON COLUMN redemption.licence_class IS 'of driving lessons, where the limit is counted by it';
    """)


def downgrade() -> None:
    """All classes count together again."""
    execute_script("ALTER TABLE redemption DROP COLUMN licence_class;")
