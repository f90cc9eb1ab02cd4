"""The constraint of the migration before holds for what was there already."""

from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    """Nobody who writes waits for it."""
    op.execute("ALTER TABLE party_organisation VALIDATE CONSTRAINT ck_party_organisation_dissolution")


def downgrade() -> None:
    """It goes on holding."""
