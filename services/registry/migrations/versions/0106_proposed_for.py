"""For whom somebody stood in with what another one is to decide."""

from shared.database.script import execute_script

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    """Of what was proposed before, the audit tells."""
    execute_script("""
        ALTER TABLE merge_proposal ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN merge_proposal.proposed_for IS 'account that it stood in for';
        ALTER TABLE identity_correction ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN identity_correction.proposed_for IS 'account that it stood in for';
        ALTER TABLE subscription_proposal ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN subscription_proposal.proposed_for IS 'account that it stood in for';
        ALTER TABLE erasure ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN erasure.proposed_for IS 'account that it stood in for';
    """)


def downgrade() -> None:
    """The audit has it."""
    execute_script("""
        ALTER TABLE merge_proposal DROP COLUMN proposed_for;
        ALTER TABLE identity_correction DROP COLUMN proposed_for;
        ALTER TABLE subscription_proposal DROP COLUMN proposed_for;
        ALTER TABLE erasure DROP COLUMN proposed_for;
    """)
