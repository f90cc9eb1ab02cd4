"""For whom somebody stood in with what another one is to look at, or to take back."""

from shared.database.script import execute_script

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    """Of what was done before, the audit tells."""
    execute_script("""
        ALTER TABLE party_organisation ADD COLUMN dissolved_for uuid;
        COMMENT ON COLUMN party_organisation.dissolved_for IS 'account that it stood in for';
        ALTER TABLE org_unit_term ADD COLUMN recorded_for uuid;
        COMMENT ON COLUMN org_unit_term.recorded_for IS 'account that it stood in for';
        ALTER TABLE org_unit_closing ADD COLUMN begun_for uuid, ADD COLUMN ended_for uuid;
        COMMENT ON COLUMN org_unit_closing.begun_for IS 'account that it stood in for';
        COMMENT ON COLUMN org_unit_closing.ended_for IS 'account that it stood in for';
        ALTER TABLE holdings_move ADD COLUMN asked_for uuid;
        COMMENT ON COLUMN holdings_move.asked_for IS 'account that it stood in for';
        ALTER TABLE account_holder ADD COLUMN named_for uuid;
        COMMENT ON COLUMN account_holder.named_for IS 'account that it stood in for';
        ALTER TABLE grant_proposal ADD COLUMN proposed_for uuid;
        COMMENT ON COLUMN grant_proposal.proposed_for IS 'account that it stood in for';
    """)


def downgrade() -> None:
    """The audit has it."""
    execute_script("""
        ALTER TABLE party_organisation DROP COLUMN dissolved_for;
        ALTER TABLE org_unit_term DROP COLUMN recorded_for;
        ALTER TABLE org_unit_closing DROP COLUMN begun_for, DROP COLUMN ended_for;
        ALTER TABLE holdings_move DROP COLUMN asked_for;
        ALTER TABLE account_holder DROP COLUMN named_for;
        ALTER TABLE grant_proposal DROP COLUMN proposed_for;
    """)
