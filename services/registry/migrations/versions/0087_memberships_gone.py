"""Formal membership of who is dead, elsewhere or not in the register does not count."""

from shared.database.script import execute_script

revision = "0087"
down_revision = "0086"


def upgrade() -> None:
    """Of what was recorded before, nobody was told on which days it counts: it is recorded anew."""
    execute_script("""
        ALTER TABLE party_membership ADD COLUMN gone_on date;
        COMMENT ON COLUMN party_membership.gone_on IS
            'since when he is dead, elsewhere or not in the register; null: he is here';
    """)


def downgrade() -> None:
    """It says again where membership is, whoever is here."""
    execute_script("ALTER TABLE party_membership DROP COLUMN gone_on")
