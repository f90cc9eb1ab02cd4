"""Applications say of which household they are, where the programme may be had so often a household."""

from shared.database.script import execute_script

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Of those before it is not known: they count for the person alone."""
    execute_script("""
        ALTER TABLE benefit_application ADD COLUMN household_no text;
        COMMENT ON COLUMN benefit_application.household_no IS
            'number of the household, where the programme is limited by household';
    """)


def downgrade() -> None:
    """Nothing is counted by household again."""
    execute_script("ALTER TABLE benefit_application DROP COLUMN household_no;")
