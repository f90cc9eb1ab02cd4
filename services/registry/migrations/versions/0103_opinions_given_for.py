"""For whom an opinion on a registration or a category was given."""

from shared.database.script import execute_script

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    """Of what was said before, the audit tells."""
    execute_script("""
        ALTER TABLE registration_opinion ADD COLUMN given_for uuid;
        COMMENT ON COLUMN registration_opinion.given_for IS 'the account that it stood in for';
        ALTER TABLE category_opinion ADD COLUMN given_for uuid;
        COMMENT ON COLUMN category_opinion.given_for IS 'the account that it stood in for';
    """)


def downgrade() -> None:
    """The audit has it."""
    execute_script("""
        ALTER TABLE category_opinion DROP COLUMN given_for;
        ALTER TABLE registration_opinion DROP COLUMN given_for;
    """)
