"""What 0054 says of holdings holds for those there were before, too: looked at in a transaction of its own, so that no
writer waits for it."""

from shared.database.script import execute_script

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """The constraints are valid."""
    execute_script("""
        ALTER TABLE category_holding VALIDATE CONSTRAINT fk_category_holding_proxy_id;
        ALTER TABLE category_holding VALIDATE CONSTRAINT ck_category_holding_origin;
    """)


def downgrade() -> None:
    """Nothing to take back: 0054 drops the columns."""
