"""Checks of units remember what those before found, and end when the unit is closed."""

from alembic import op

from shared.database.script import execute_script

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    """Checks that were made already remember none before."""
    for table in ("five_haves", "unified_standard"):
        execute_script(f"""
            ALTER TABLE {table} ADD COLUMN earlier jsonb NOT NULL DEFAULT '[]';
            COMMENT ON COLUMN {table}.earlier IS 'what the checks before found';
            ALTER TABLE {table} ADD COLUMN ended_on date;
            COMMENT ON COLUMN {table}.ended_on IS 'first day on which the unit is checked no more';
        """)
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_state")
        execute_script(f"""
            ALTER TABLE {table} ADD CONSTRAINT ck_{table}_state
                CHECK (state IN ('checked', 'ended', 'revoked')) NOT VALID;
        """)


def downgrade() -> None:
    """Nobody knows it any more; what has ended is as it was last checked."""
    execute_script("""
        UPDATE five_haves SET state = 'checked' WHERE state = 'ended';
        ALTER TABLE five_haves DROP CONSTRAINT ck_five_haves_state;
        ALTER TABLE five_haves ADD CONSTRAINT ck_five_haves_state
            CHECK (state IN ('checked', 'revoked')) NOT VALID;
        ALTER TABLE five_haves DROP COLUMN ended_on;
        ALTER TABLE five_haves DROP COLUMN earlier;
        UPDATE unified_standard SET state = 'checked' WHERE state = 'ended';
        ALTER TABLE unified_standard DROP CONSTRAINT ck_unified_standard_state;
        ALTER TABLE unified_standard ADD CONSTRAINT ck_unified_standard_state
            CHECK (state IN ('checked', 'revoked')) NOT VALID;
        ALTER TABLE unified_standard DROP COLUMN ended_on;
        ALTER TABLE unified_standard DROP COLUMN earlier;
    """)
