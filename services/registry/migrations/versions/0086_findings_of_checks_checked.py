"""The constraints of 0085, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0086"
down_revision = "0085"


def upgrade() -> None:
    """Both are valid."""
    execute_script("""
        ALTER TABLE five_haves VALIDATE CONSTRAINT ck_five_haves_state;
        ALTER TABLE unified_standard VALIDATE CONSTRAINT ck_unified_standard_state;
    """)


def downgrade() -> None:
    """Nothing to take back: 0085 drops them."""
