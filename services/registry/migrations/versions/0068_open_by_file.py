"""Of a relative or proxy a correction may be open by the file of each veteran beside whom he stands: nobody there knows
of the others."""

from shared.database.script import execute_script

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    """What was one of a person and kind is one of either by each file."""
    execute_script("""
        DROP INDEX uq_identity_correction_open;
        CREATE UNIQUE INDEX uq_identity_correction_open
            ON identity_correction (person_id, kind, COALESCE(beside_id, person_id)) WHERE outcome IS NULL;
    """)


def downgrade() -> None:
    """Fails where two are open of one person and kind: have all but one decided first."""
    execute_script("""
        DROP INDEX uq_identity_correction_open;
        CREATE UNIQUE INDEX uq_identity_correction_open
            ON identity_correction (person_id, kind) WHERE outcome IS NULL;
    """)
