"""What 0069 says of imports holds for those there were before, too: looked at in a transaction of its own, so that no
writer waits for it."""

from shared.database.script import execute_script

revision = "0076"
down_revision = "0075"


def upgrade() -> None:
    """The constraint is valid."""
    execute_script("ALTER TABLE register_import VALIDATE CONSTRAINT ck_register_import_kind;")


def downgrade() -> None:
    """Nothing to take back: 0069 drops it."""
