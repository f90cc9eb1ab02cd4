"""The constraints of 0097, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0098"
down_revision = "0097"


def upgrade() -> None:
    """Both are valid."""
    execute_script("""
        ALTER TABLE identity_correction VALIDATE CONSTRAINT ck_identity_correction_kind;
        ALTER TABLE identity_correction VALIDATE CONSTRAINT ck_identity_correction_beside_id;
    """)


def downgrade() -> None:
    """Nothing to take back: 0097 has the constraints."""
