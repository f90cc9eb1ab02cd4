"""Kinds of units are a code list, which may grow."""

from alembic import op

from shared.database.script import execute_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """A kind that this version has no word for is kept."""
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE org_unit DROP CONSTRAINT ck_org_unit_kind")


def downgrade() -> None:
    """Three kinds, and no other."""
    execute_script("""
        ALTER TABLE org_unit ADD CONSTRAINT ck_org_unit_kind CHECK (kind IN ('centre', 'station', 'room')) NOT VALID;
    """)
