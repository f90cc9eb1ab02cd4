"""What a unit was said to be set up in until that was corrected."""

from shared.database.script import execute_script

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """The log has what was overwritten: `units` is rebuilt, where a correction was told before."""
    execute_script("""
        ALTER TABLE org_unit_establishment ADD COLUMN host_kind_before text;
        COMMENT ON COLUMN org_unit_establishment.host_kind_before IS
            'what it was said to be set up in until then; null: not kept';
        COMMENT ON TABLE org_unit_establishment IS
            'corrections of units: their day of establishment, and what they were said to be set up in';
    """)


def downgrade() -> None:
    """The log has them."""
    execute_script("""
        ALTER TABLE org_unit_establishment DROP COLUMN host_kind_before;
        COMMENT ON TABLE org_unit_establishment IS 'days of establishment that were corrected';
        DELETE FROM projected_type WHERE projection = 'units hosts';
    """)
