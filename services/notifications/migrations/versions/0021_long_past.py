"""Messages about what had ended long before it was entered from a ledger: they are not sent."""

from shared.database.script import execute_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Nothing that is owed so far."""
    execute_script("""
        ALTER TABLE notification_request ADD COLUMN is_past boolean DEFAULT false NOT NULL;
        COMMENT ON COLUMN notification_request.is_past
            IS 'had ended long before it was entered from a ledger: nobody is told';
    """)


def downgrade() -> None:
    """They are sent."""
    execute_script("ALTER TABLE notification_request DROP COLUMN is_past")
