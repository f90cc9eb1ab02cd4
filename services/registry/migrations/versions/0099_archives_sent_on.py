"""Paper files are sent on, and receipts come back."""

from shared.database.script import execute_script

revision = "0099"
down_revision = "0098"


def upgrade() -> None:
    """None was sent on yet."""
    execute_script("""
        ALTER TABLE archive ADD COLUMN away_id uuid;
        COMMENT ON COLUMN archive.away_id IS
            'the record by which it was sent on and is elsewhere; null: it is here';

        CREATE TABLE archive_forwarding (
            forwarding_id uuid NOT NULL,
            archive_id uuid NOT NULL,
            destination text NOT NULL,
            to_org_code text,
            to_division_code text,
            receiver text,
            forwarded_on date NOT NULL,
            papers text[] NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            received_on date,
            receipt text,
            receipt_by uuid,
            receipt_at timestamptz,
            revoked_by uuid,
            revoked_at timestamptz,
            revocation_reason text,
            revocation_document text,
            CONSTRAINT pk_archive_forwarding PRIMARY KEY (forwarding_id),
            CONSTRAINT fk_archive_forwarding_archive_id FOREIGN KEY (archive_id) REFERENCES archive (archive_id),
            CONSTRAINT fk_archive_forwarding_to_org_code FOREIGN KEY (to_org_code) REFERENCES org_unit (org_code),
            CONSTRAINT ck_archive_forwarding_destination CHECK (
                num_nonnulls(to_org_code, to_division_code, receiver) = 1
            ),
            CONSTRAINT ck_archive_forwarding_received_on CHECK (received_on >= forwarded_on),
            CONSTRAINT ck_archive_forwarding_receipt CHECK (
                num_nonnulls(received_on, receipt, receipt_by, receipt_at) IN (0, 4)
            ),
            CONSTRAINT ck_archive_forwarding_revoked_at CHECK (
                num_nonnulls(revoked_by, revoked_at, revocation_reason, revocation_document) IN (0, 4)
            )
        );
        CREATE INDEX ix_archive_forwarding_archive_id ON archive_forwarding (archive_id);
        COMMENT ON TABLE archive_forwarding IS 'paper files that were sent on';
        COMMENT ON COLUMN archive_forwarding.destination IS 'a word of the code list archive-destination';
        COMMENT ON COLUMN archive_forwarding.to_org_code IS 'a unit of the county';
        COMMENT ON COLUMN archive_forwarding.to_division_code IS 'of another county';
        COMMENT ON COLUMN archive_forwarding.receiver IS 'the name of any other; empty once erased';
        COMMENT ON COLUMN archive_forwarding.papers IS
            'words of the code list archive-paper; none once erased';
        COMMENT ON COLUMN archive_forwarding.document IS 'the letter that went with it, by kind and number';
        COMMENT ON COLUMN archive_forwarding.recorded_by IS 'account';
        COMMENT ON COLUMN archive_forwarding.received_on IS 'by the receipt; null: none came back';
        COMMENT ON COLUMN archive_forwarding.receipt IS 'by kind and number';
        COMMENT ON COLUMN archive_forwarding.receipt_by IS 'account';
        COMMENT ON COLUMN archive_forwarding.revoked_by IS 'account';
        COMMENT ON COLUMN archive_forwarding.revocation_reason IS
            'a word of the code list archive-forwarding-revocation';
    """)


def downgrade() -> None:
    """Nobody knows where they are."""
    execute_script("DROP TABLE archive_forwarding; ALTER TABLE archive DROP COLUMN away_id;")
