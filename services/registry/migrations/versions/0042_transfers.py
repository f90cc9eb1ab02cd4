"""Moves between this county and others are recorded, and their records revoked."""

from alembic import op

from shared.database.script import execute_script

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Nobody has left yet, and who came is not known to have."""
    execute_script("""
        CREATE TABLE transfer (
            transfer_id uuid NOT NULL,
            person_id uuid NOT NULL,
            direction text NOT NULL,
            division_code text NOT NULL,
            document text NOT NULL,
            started_by uuid NOT NULL,
            started_at timestamptz NOT NULL,
            paid_through_month text,
            moved_on date,
            completed_by uuid,
            completion_document text,
            former_org_code text,
            former_division_code text,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            revocation_document text,
            CONSTRAINT pk_transfer PRIMARY KEY (transfer_id),
            CONSTRAINT fk_transfer_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT fk_transfer_former_org_code FOREIGN KEY (former_org_code) REFERENCES org_unit (org_code),
            CONSTRAINT ck_transfer_direction CHECK (direction IN ('out', 'in')),
            CONSTRAINT ck_transfer_moved_on CHECK (
                (moved_on IS NULL) = (completed_by IS NULL) AND (moved_on IS NULL) = (completion_document IS NULL)
                AND (direction = 'out' OR moved_on IS NOT NULL)
            ),
            CONSTRAINT ck_transfer_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)
                AND (revoked_at IS NULL) = (revocation_document IS NULL)
            )
        );
        CREATE INDEX ix_transfer_person_id ON transfer (person_id);
        CREATE UNIQUE INDEX uq_transfer_open ON transfer (person_id) WHERE moved_on IS NULL AND revoked_at IS NULL;
        COMMENT ON TABLE transfer IS 'moves between this county and others, as recorded';
        COMMENT ON COLUMN transfer.direction IS 'out, in';
        COMMENT ON COLUMN transfer.division_code IS 'in the other county';
        COMMENT ON COLUMN transfer.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN transfer.started_by IS 'account';
        COMMENT ON COLUMN transfer.paid_through_month IS
            'last month that the county of origin pays, as 2019-04; null: none';
        COMMENT ON COLUMN transfer.moved_on IS 'the first day in the other register; null: not completed';
        COMMENT ON COLUMN transfer.completed_by IS 'account';
        COMMENT ON COLUMN transfer.former_org_code IS 'in: of who comes back, whose he was';
        COMMENT ON COLUMN transfer.former_division_code IS 'in: of who comes back, his domicile here before';
        COMMENT ON COLUMN transfer.revoked_by IS 'account';
        COMMENT ON COLUMN transfer.revocation_reason IS 'a word of the code list transfer-revocation-reason';
    """)
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE veteran DROP CONSTRAINT ck_veteran_state")
    op.execute("""
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state
        CHECK (state IN (
            'draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',
            'deregistered', 'merged', 'transferred-out'
        )) NOT VALID
    """)


def downgrade() -> None:
    """Whoever has left is here."""
    execute_script("""
        UPDATE veteran SET state = 'registered' WHERE state = 'transferred-out';
        ALTER TABLE veteran DROP CONSTRAINT ck_veteran_state;
        ALTER TABLE veteran ADD CONSTRAINT ck_veteran_state
        CHECK (state IN (
            'draft', 'submitted', 'station-verified', 'refused', 'withdrawn', 'registered', 'deceased',
            'deregistered', 'merged'
        ));
        DROP TABLE transfer;
    """)
