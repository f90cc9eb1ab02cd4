"""The day of a registration is corrected by two persons, as identities are."""

from alembic import op

from shared.database.script import execute_script

revision = "0097"
down_revision = "0096"


def upgrade() -> None:
    """One kind more."""
    for name in ("kind", "beside_id"):
        op.execute(
            "-- squawk-ignore ban-drop-constraint\n"
            f"ALTER TABLE identity_correction DROP CONSTRAINT ck_identity_correction_{name}"
        )
    execute_script("""
        ALTER TABLE identity_correction ADD CONSTRAINT ck_identity_correction_kind
            CHECK (kind IN ('id-number', 'name', 'birth-date', 'registration-day')) NOT VALID;
        ALTER TABLE identity_correction ADD CONSTRAINT ck_identity_correction_beside_id
            CHECK (beside_id IS NULL OR kind IN ('id-number', 'name')) NOT VALID;
        COMMENT ON COLUMN identity_correction.kind IS 'id-number, name, birth-date, registration-day';
    """)


def downgrade() -> None:
    """What was proposed of that kind goes."""
    execute_script("""
        DELETE FROM identity_correction WHERE kind = 'registration-day';
        ALTER TABLE identity_correction DROP CONSTRAINT ck_identity_correction_beside_id;
        ALTER TABLE identity_correction ADD CONSTRAINT ck_identity_correction_beside_id
            CHECK (beside_id IS NULL OR kind <> 'birth-date') NOT VALID;
        ALTER TABLE identity_correction DROP CONSTRAINT ck_identity_correction_kind;
        ALTER TABLE identity_correction ADD CONSTRAINT ck_identity_correction_kind
            CHECK (kind IN ('id-number', 'name', 'birth-date')) NOT VALID;
        COMMENT ON COLUMN identity_correction.kind IS 'id-number, name, birth-date';
    """)
