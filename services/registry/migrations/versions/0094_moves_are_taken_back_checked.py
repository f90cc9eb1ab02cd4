"""The constraints of 0093, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0094"
down_revision = "0093"


def upgrade() -> None:
    """Both are valid."""
    execute_script("""
        ALTER TABLE holdings_move VALIDATE CONSTRAINT ck_holdings_move_act;
        ALTER TABLE holdings_move VALIDATE CONSTRAINT fk_holdings_move_takes_back;
    """)


def downgrade() -> None:
    """Nothing to take back: 0093 has the constraints."""
