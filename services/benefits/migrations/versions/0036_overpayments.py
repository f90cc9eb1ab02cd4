"""What was paid and was not due, and what came back of it."""

from shared.database.script import execute_script

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Nothing was asked back yet."""
    execute_script("""
        CREATE TABLE overpayment (
            overpayment_id uuid NOT NULL CONSTRAINT pk_overpayment PRIMARY KEY,
            entitlement_id uuid NOT NULL
                CONSTRAINT fk_overpayment_entitlement_id_entitlement REFERENCES entitlement (entitlement_id),
            fen bigint NOT NULL,
            recovered_fen bigint NOT NULL,
            document text NOT NULL,
            identified_by uuid NOT NULL,
            identified_at timestamptz NOT NULL,
            "end" text,
            ended_by uuid,
            ended_at timestamptz,
            ended_why text,
            synthetic boolean NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_overpayment_fen CHECK (fen > 0 AND recovered_fen BETWEEN 0 AND fen),
            CONSTRAINT ck_overpayment_end CHECK ("end" IN ('written-off', 'withdrawn')),
            CONSTRAINT ck_overpayment_ended_at CHECK (
                ("end" IS NULL) = (ended_at IS NULL) AND ("end" IS NULL) = (ended_by IS NULL)
                AND ("end" IS NULL) = (ended_why IS NULL)
            ),
            CONSTRAINT ck_overpayment_ended_by CHECK (ended_by <> identified_by OR "end" <> 'written-off')
        );
        CREATE INDEX ix_overpayment_entitlement_id ON overpayment (entitlement_id);
        COMMENT ON TABLE overpayment IS 'what was paid of an entitlement and was not due, asked back';
        COMMENT ON COLUMN overpayment.fen IS 'of all its months';
        COMMENT ON COLUMN overpayment.recovered_fen IS 'of its recoveries that stand';
        COMMENT ON COLUMN overpayment.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN overpayment.identified_by IS 'account';
        COMMENT ON COLUMN overpayment."end" IS 'written-off, withdrawn; null: neither';
        COMMENT ON COLUMN overpayment.ended_by IS 'account';
        COMMENT ON COLUMN overpayment.ended_why IS 'by which document, or for what reason';
        COMMENT ON COLUMN overpayment.version IS 'events published about it';
        CREATE TABLE overpaid_month (
            overpayment_id uuid NOT NULL
                CONSTRAINT fk_overpaid_month_overpayment_id_overpayment REFERENCES overpayment (overpayment_id),
            month date NOT NULL,
            fen bigint NOT NULL,
            CONSTRAINT pk_overpaid_month PRIMARY KEY (overpayment_id, month),
            CONSTRAINT ck_overpaid_month_fen CHECK (fen > 0)
        );
        COMMENT ON TABLE overpaid_month IS 'the months of overpayments';
        COMMENT ON COLUMN overpaid_month.month IS 'first day of the month';
        CREATE TABLE overpayment_recovery (
            recovery_id uuid NOT NULL CONSTRAINT pk_overpayment_recovery PRIMARY KEY,
            overpayment_id uuid NOT NULL
                CONSTRAINT fk_overpayment_recovery_overpayment_id_overpayment REFERENCES overpayment (overpayment_id),
            fen bigint NOT NULL,
            way_code text NOT NULL,
            recovered_on date NOT NULL,
            document text NOT NULL,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            revoked_by uuid,
            revoked_at timestamptz,
            revoked_why text,
            CONSTRAINT ck_overpayment_recovery_fen CHECK (fen > 0),
            CONSTRAINT ck_overpayment_recovery_revoked_at CHECK (
                (revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_why IS NULL)
            )
        );
        CREATE INDEX ix_overpayment_recovery_overpayment_id ON overpayment_recovery (overpayment_id);
        COMMENT ON TABLE overpayment_recovery IS 'what came back of overpayments';
        COMMENT ON COLUMN overpayment_recovery.way_code IS 'how it came back';
        COMMENT ON COLUMN overpayment_recovery.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN overpayment_recovery.recorded_by IS 'account';
        COMMENT ON COLUMN overpayment_recovery.revoked_by IS 'account';
    """)


def downgrade() -> None:
    """What was asked back is forgotten."""
    execute_script("DROP TABLE overpayment_recovery; DROP TABLE overpaid_month; DROP TABLE overpayment;")
