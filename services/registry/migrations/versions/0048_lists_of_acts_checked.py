"""What 0047 says of imports holds for those there were before, too: looked at in a transaction of its own, so that no
writer waits for it."""

from shared.database.script import execute_script

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """The constraints are valid."""
    execute_script("""
        ALTER TABLE register_import VALIDATE CONSTRAINT ck_register_import_kind;
        ALTER TABLE import_row VALIDATE CONSTRAINT ck_import_row_outcome;
    """)


def downgrade() -> None:
    """Nothing to take back: 0047 drops them."""
