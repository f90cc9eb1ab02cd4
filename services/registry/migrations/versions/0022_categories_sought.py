"""Who claims a category is looked for."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """A county has some ten thousand claims: writers wait for less than a second."""
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE INDEX ix_veteran_category_category_code_veteran_id ON veteran_category (category_code, veteran_id)"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_veteran_category_category_code_veteran_id")
