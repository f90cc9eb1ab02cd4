"""Who is in another county, as registry's events say."""

from shared.database.script import execute_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nobody, until it is told."""
    execute_script("""
        ALTER TABLE veteran ADD COLUMN away_since date;
        COMMENT ON COLUMN veteran.away_since IS 'first day in another county; null: is here';
    """)


def downgrade() -> None:
    """Absences are told by nothing."""
    execute_script("ALTER TABLE veteran DROP COLUMN away_since;")
