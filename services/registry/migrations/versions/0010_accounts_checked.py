"""The rules on accounts hold for the rows there were before, too: looked at in a transaction of its own, so that no
writer waits for it."""

from shared.database.script import execute_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """The three constraints are valid."""
    execute_script("""
        ALTER TABLE account VALIDATE CONSTRAINT ck_account_kind;
        ALTER TABLE account VALIDATE CONSTRAINT ck_account_person_id;
        ALTER TABLE account VALIDATE CONSTRAINT fk_account_person_id;
    """)


def downgrade() -> None:
    """Nothing to take back: 0009 drops them."""
