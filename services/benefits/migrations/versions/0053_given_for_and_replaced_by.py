"""For whom an opinion on an application was given, and which file's account took the place of an account."""

from shared.database.script import execute_script

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Of what was said before, the audit tells."""
    execute_script("""
        ALTER TABLE benefit_opinion ADD COLUMN given_for uuid;
        COMMENT ON COLUMN benefit_opinion.given_for IS 'the account that it stood in for';
        ALTER TABLE payee_account ADD COLUMN replaced_by_file uuid;
        COMMENT ON COLUMN payee_account.replaced_by_file IS
            'another file of the person, whose account took its place';
    """)


def downgrade() -> None:
    """The audit has it. An account that a merge ended stays so."""
    execute_script("""
        ALTER TABLE payee_account DROP COLUMN replaced_by_file;
        ALTER TABLE benefit_opinion DROP COLUMN given_for;
    """)
