"""Issues raised on site and tracks of work are overdue as decisions are, by one job for all books."""

from alembic import op

from shared.database.script import execute_script

revision = "0088"
down_revision = "0087"
STATES = {"session_issue": ("raised", "resolved"), "work_track": ("planned", "achieved")}


def upgrade() -> None:
    """Nothing is overdue before the clock has said so."""
    for table, (begins, ends) in STATES.items():
        # Every state that there was stays one.
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_state")
        execute_script(f"""
            ALTER TABLE {table} ADD COLUMN overdue_on date;
            COMMENT ON COLUMN {table}.overdue_on IS 'the first day on which it was late';
            ALTER TABLE {table} ADD CONSTRAINT ck_{table}_state CHECK (
                state IN ('{begins}', 'overdue', '{ends}', 'revoked')
            ) NOT VALID;
        """)
    execute_script("DELETE FROM schedule WHERE name = 'tell-late-decisions'")


def downgrade() -> None:
    """What was overdue is open."""
    execute_script("""
        UPDATE session_issue SET state = 'raised' WHERE state = 'overdue';
        UPDATE work_track SET state = 'planned' WHERE state = 'overdue';
    """)
    for table, (begins, ends) in STATES.items():
        execute_script(f"""
            ALTER TABLE {table} DROP CONSTRAINT ck_{table}_state;
            ALTER TABLE {table} ADD CONSTRAINT ck_{table}_state CHECK (
                state IN ('{begins}', '{ends}', 'revoked')
            );
            ALTER TABLE {table} DROP COLUMN overdue_on;
        """)
