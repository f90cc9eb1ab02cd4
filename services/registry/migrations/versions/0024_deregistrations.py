"""Registrations that are void from the start are recorded, and their records revoked."""

from alembic import op

from shared.database.script import execute_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Nobody is deregistered yet."""
    execute_script("""
        CREATE TABLE deregistration (
            deregistration_id uuid NOT NULL,
            person_id uuid NOT NULL,
            effective_on date NOT NULL,
            reason text NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            revocation_document text,
            CONSTRAINT pk_deregistration PRIMARY KEY (deregistration_id),
            CONSTRAINT fk_deregistration_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT ck_deregistration_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)
                AND (revoked_at IS NULL) = (revocation_document IS NULL)
            )
        );
        CREATE UNIQUE INDEX uq_deregistration_standing ON deregistration (person_id) WHERE revoked_at IS NULL;
        COMMENT ON TABLE deregistration IS 'registrations that are void, as recorded';
        COMMENT ON COLUMN deregistration.effective_on IS 'day of the registration that is void';
        COMMENT ON COLUMN deregistration.reason IS 'a word of the code list deregistration-reason';
        COMMENT ON COLUMN deregistration.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN deregistration.recorded_by IS 'account';
        COMMENT ON COLUMN deregistration.revoked_by IS 'account';
        COMMENT ON COLUMN deregistration.revocation_reason IS
            'a word of the code list deregistration-revocation-reason';
    """)
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE veteran DROP CONSTRAINT ck_veteran_state")
    op.execute("""
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state
        CHECK (state IN ('registered', 'deceased', 'deregistered')) NOT VALID
    """)


def downgrade() -> None:
    """Whoever is deregistered is registered again, living or dead."""
    execute_script("""
        UPDATE veteran SET state = 'registered' WHERE state = 'deregistered';
        UPDATE veteran SET state = 'deceased' WHERE EXISTS (
            SELECT FROM death WHERE person_id = veteran_id AND revoked_at IS NULL
        );
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state CHECK (state IN ('registered', 'deceased'));
        DROP TABLE deregistration;
    """)
