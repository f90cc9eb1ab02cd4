"""The rules on merged files hold for the rows there were before, too: looked at in a transaction of its own, so that no
writer waits for it."""

from shared.database.script import execute_script

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """The constraints are valid."""
    execute_script("""
        ALTER TABLE veteran VALIDATE CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran VALIDATE CONSTRAINT ck_veteran_merged_into;
        ALTER TABLE veteran VALIDATE CONSTRAINT fk_veteran_merged_into;
        ALTER TABLE duplicate_suspicion VALIDATE CONSTRAINT ck_duplicate_suspicion_state;
    """)


def downgrade() -> None:
    """Nothing to take back: 0037 drops them."""
