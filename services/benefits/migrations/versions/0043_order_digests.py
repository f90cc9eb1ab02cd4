"""What is told of an order is keyed."""

from shared.database.script import execute_script

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """What was told before stays as it was told."""
    execute_script("""
        ALTER TABLE redemption ADD COLUMN order_digest text;
        COMMENT ON COLUMN redemption.order_hash IS 'by which an order is found again; not told';
        COMMENT ON COLUMN redemption.order_digest IS
            'what was told of the order, keyed; null: told as order_hash, before';
    """)


def downgrade() -> None:
    """What is told of an order is its hash again."""
    execute_script("""
        ALTER TABLE redemption DROP COLUMN order_digest;
        COMMENT ON COLUMN redemption.order_hash IS NULL;
    """)
