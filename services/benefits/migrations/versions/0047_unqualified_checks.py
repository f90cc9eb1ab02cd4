"""Checks of persons none of whose categories qualified."""

from shared.database.script import execute_script

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """None so far: the clock looks at what is known of categories."""
    execute_script("""
        ALTER TABLE health_check ADD COLUMN unqualified boolean NOT NULL DEFAULT false;
        COMMENT ON COLUMN health_check.unqualified IS
            'categories of the person are known, none that the programme asks for held on the day';
    """)


def downgrade() -> None:
    """Nothing is said of categories again."""
    execute_script("ALTER TABLE health_check DROP COLUMN unqualified;")
