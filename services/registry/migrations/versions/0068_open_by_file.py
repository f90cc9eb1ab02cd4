"""Of a relative or proxy a correction may be open by the file of each veteran beside whom he stands: nobody there knows
of the others."""

from alembic import op

revision = "0068"
down_revision = "0067"

# Of the few that are open: nobody waits.
_DROP = "-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX uq_identity_correction_open"
_CREATE = "-- squawk-ignore require-concurrent-index-creation\nCREATE UNIQUE INDEX uq_identity_correction_open"


def upgrade() -> None:
    """What was one of a person and kind is one of either by each file."""
    op.execute(_DROP)
    by = "ON identity_correction (person_id, kind, COALESCE(beside_id, person_id))"
    op.execute(f"{_CREATE} {by} WHERE outcome IS NULL")


def downgrade() -> None:
    """Fails where two are open of one person and kind: have all but one decided first."""
    op.execute(_DROP)
    op.execute(f"{_CREATE} ON identity_correction (person_id, kind) WHERE outcome IS NULL")
