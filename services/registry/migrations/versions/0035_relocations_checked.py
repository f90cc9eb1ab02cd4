"""Units of residences are units: looked at in a transaction of its own, so that no writer waits for it."""

from shared.database.script import execute_script

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """The constraint is valid."""
    execute_script("ALTER TABLE veteran VALIDATE CONSTRAINT fk_veteran_residence_org_code")


def downgrade() -> None:
    """Nothing to take back: 0034 drops it."""
