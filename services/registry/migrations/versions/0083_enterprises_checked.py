"""The constraints of 0082, held against what is there: apart, so that no writer waits."""

from shared.database.script import execute_script

revision = "0083"
down_revision = "0082"


def upgrade() -> None:
    """Both are valid."""
    execute_script("""
        ALTER TABLE social_role VALIDATE CONSTRAINT ck_social_role_enterprise;
        ALTER TABLE social_role VALIDATE CONSTRAINT ck_social_role_enterprise_code;
    """)


def downgrade() -> None:
    """Nothing to take back: 0082 drops the columns."""
