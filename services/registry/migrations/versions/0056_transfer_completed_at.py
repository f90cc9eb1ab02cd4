"""When a move to another county was completed is kept: its letter bears that day."""

from shared.database.script import execute_script

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Of those completed before: not before they were started, nor before the day of the move."""
    execute_script("""
        ALTER TABLE transfer ADD COLUMN completed_at timestamptz;
        COMMENT ON COLUMN transfer.completed_at IS 'null: not completed';
        UPDATE transfer SET completed_at = greatest(started_at, moved_on) WHERE moved_on IS NOT NULL;
    """)


def downgrade() -> None:
    """The audit still has it."""
    execute_script("ALTER TABLE transfer DROP COLUMN completed_at;")
