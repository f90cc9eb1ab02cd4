"""What was returned is applied for since the first day; on which it was handed in anew stands beside it."""

from shared.database.script import execute_script

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Of what was handed in anew already nobody knows the first day any more."""
    execute_script("""
        ALTER TABLE category_holding ADD COLUMN resubmitted_on date;
        COMMENT ON COLUMN category_holding.resubmitted_on IS
            'day on which what was returned was handed in anew, the last time';
    """)


def downgrade() -> None:
    """The first day stays."""
    execute_script("ALTER TABLE category_holding DROP COLUMN resubmitted_on")
