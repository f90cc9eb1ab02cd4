"""The constraints of 0058, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    """Nobody has filled the column in yet."""
    execute_script("""
        ALTER TABLE identity_correction VALIDATE CONSTRAINT fk_identity_correction_beside_id;
        ALTER TABLE identity_correction VALIDATE CONSTRAINT ck_identity_correction_beside_id;
    """)


def downgrade() -> None:
    """They hold as they are."""
