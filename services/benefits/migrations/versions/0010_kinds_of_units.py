"""What kind a unit is, as its events say."""

from shared.database.script import execute_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Null until the directory is built anew."""
    execute_script("""
        ALTER TABLE org_unit ADD COLUMN kind text;
        COMMENT ON COLUMN org_unit.kind IS
            'a word of the code list org-unit-kind; null where learned by an earlier version';
    """)


def downgrade() -> None:
    """Kinds are told by nothing."""
    execute_script("ALTER TABLE org_unit DROP COLUMN kind;")
