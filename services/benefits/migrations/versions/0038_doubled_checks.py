"""Checks that another file of the person stands for."""

from shared.database.script import execute_script

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """None so far: the clock looks at files that were merged."""
    execute_script("""
        ALTER TABLE health_check ADD COLUMN doubled boolean NOT NULL DEFAULT false;
        COMMENT ON COLUMN health_check.doubled IS
            'another file of the person has the check of the year that counts';
    """)


def downgrade() -> None:
    """All of them count by themselves again."""
    execute_script("ALTER TABLE health_check DROP COLUMN doubled;")
