"""What 0052 says of holdings and viewings holds for those there were before, too: looked at in a transaction of its
own, so that no writer waits for it."""

from shared.database.script import execute_script

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """The constraints are valid."""
    execute_script("""
        ALTER TABLE category_holding VALIDATE CONSTRAINT fk_category_holding_holder_id;
        ALTER TABLE disclosure VALIDATE CONSTRAINT fk_disclosure_veteran_id;
    """)


def downgrade() -> None:
    """Nothing to take back: 0052 drops them."""
