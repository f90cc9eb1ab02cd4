"""Batches of payments."""

from shared.database.script import execute_script

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """None was proposed yet."""
    execute_script("""
        CREATE TABLE payment_batch (
            batch_id uuid NOT NULL CONSTRAINT pk_payment_batch PRIMARY KEY,
            month date NOT NULL,
            payments integer NOT NULL,
            fen bigint NOT NULL,
            overpaid_fen bigint NOT NULL,
            unpriced integer NOT NULL,
            digest text NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            events integer NOT NULL,
            CONSTRAINT ck_payment_batch_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            ),
            CONSTRAINT ck_payment_batch_decided_by CHECK (decided_by <> proposed_by OR outcome <> 'released')
        );
        CREATE UNIQUE INDEX uq_payment_batch_open ON payment_batch (outcome) NULLS NOT DISTINCT WHERE outcome IS NULL;
        COMMENT ON TABLE payment_batch IS 'payments that go out together';
        COMMENT ON COLUMN payment_batch.month IS 'first day of the last month that it pays';
        COMMENT ON COLUMN payment_batch.fen IS 'of all its payments';
        COMMENT ON COLUMN payment_batch.overpaid_fen IS 'paid before and not due; not taken off';
        COMMENT ON COLUMN payment_batch.unpriced IS 'due months of entitlements whose amount is not known';
        COMMENT ON COLUMN payment_batch.digest IS 'SHA-256 of what it pays';
        COMMENT ON COLUMN payment_batch.proposed_by IS 'account';
        COMMENT ON COLUMN payment_batch.outcome IS 'released, refused, withdrawn; null: open';
        COMMENT ON COLUMN payment_batch.decided_by IS 'account';
        COMMENT ON COLUMN payment_batch.note IS 'why it was refused or withdrawn';
        COMMENT ON COLUMN payment_batch.events IS 'published about it and its payments';

        CREATE TABLE payment (
            payment_id uuid NOT NULL CONSTRAINT pk_payment PRIMARY KEY,
            batch_id uuid NOT NULL,
            entitlement_id uuid NOT NULL,
            month date NOT NULL,
            fen bigint NOT NULL,
            outcome text,
            reason_code text,
            result_on date,
            CONSTRAINT fk_payment_batch_id_payment_batch FOREIGN KEY (batch_id) REFERENCES payment_batch (batch_id),
            CONSTRAINT fk_payment_entitlement_id_entitlement FOREIGN KEY (entitlement_id)
                REFERENCES entitlement (entitlement_id),
            CONSTRAINT uq_payment_batch_id_entitlement_id_month UNIQUE (batch_id, entitlement_id, month),
            CONSTRAINT ck_payment_fen CHECK (fen > 0),
            CONSTRAINT ck_payment_outcome CHECK (outcome IN ('paid', 'failed')),
            CONSTRAINT ck_payment_reason_code
                CHECK ((outcome IS NOT DISTINCT FROM 'failed') = (reason_code IS NOT NULL)),
            CONSTRAINT ck_payment_result_on CHECK ((outcome IS NULL) = (result_on IS NULL))
        );
        CREATE INDEX ix_payment_entitlement_id_month ON payment (entitlement_id, month);
        COMMENT ON TABLE payment IS 'what is paid to whom for which month';
        COMMENT ON COLUMN payment.month IS 'first day of the month that is paid';
        COMMENT ON COLUMN payment.outcome IS 'paid, failed; null: no result yet';
        COMMENT ON COLUMN payment.reason_code IS 'why it failed';
        COMMENT ON COLUMN payment.result_on IS 'when it was paid, or failed';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE payment; DROP TABLE payment_batch;")
