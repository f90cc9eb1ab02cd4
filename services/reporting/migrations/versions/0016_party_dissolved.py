"""Party organisations are dissolved, and stand elsewhere than was told first."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Of those that were told of so far, all stand."""
    op.execute("ALTER TABLE party_organisation ADD COLUMN dissolved_on date")
    op.execute("COMMENT ON COLUMN party_organisation.dissolved_on IS 'the first day on which it stands no longer'")


def downgrade() -> None:
    """Those that were dissolved stand again: have the projection rebuilt."""
    op.execute("ALTER TABLE party_organisation DROP COLUMN dissolved_on")
