"""When the end of a case was entered from a ledger of cases that were handled before."""

from shared.database.script import execute_script

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """Of those that are there, by the form."""
    execute_script("""
        ALTER TABLE dispute_case ADD COLUMN entered_on date;
        COMMENT ON COLUMN dispute_case.entered_on
            IS 'when its end was entered from a ledger; null: by the form, or it has none';
    """)


def downgrade() -> None:
    """Applicants are told of whatever ends."""
    execute_script("ALTER TABLE dispute_case DROP COLUMN entered_on")
