"""The constraints of 0088, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0089"
down_revision = "0088"


def upgrade() -> None:
    """Both are valid."""
    execute_script("""
        ALTER TABLE session_issue VALIDATE CONSTRAINT ck_session_issue_state;
        ALTER TABLE work_track VALIDATE CONSTRAINT ck_work_track_state;
    """)


def downgrade() -> None:
    """Nothing to take back: 0088 has the constraints."""
