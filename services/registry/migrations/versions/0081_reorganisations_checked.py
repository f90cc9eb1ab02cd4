"""No closed unit is to be closed: checked of those there are, while others write."""

from shared.database.script import execute_script

revision = "0081"
down_revision = "0080"


def upgrade() -> None:
    """Nobody waits for it."""
    execute_script("ALTER TABLE org_unit VALIDATE CONSTRAINT ck_org_unit_closing_since")


def downgrade() -> None:
    """It holds all the same."""
