"""Who said under what name, and under which unit, a unit stands since a day: a move is taken back by somebody else."""

from shared.database.script import execute_script

revision = "0096"
down_revision = "0095"


def upgrade() -> None:
    """Of what was said before nobody is kept here: the audit has it."""
    execute_script("""
        ALTER TABLE org_unit_term ADD COLUMN recorded_by uuid;
        COMMENT ON COLUMN org_unit_term.recorded_by IS 'account; null: recorded before it was kept';
    """)


def downgrade() -> None:
    """What was said stays."""
    execute_script("ALTER TABLE org_unit_term DROP COLUMN recorded_by;")
