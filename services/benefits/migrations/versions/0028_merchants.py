"""Agreements with merchants."""

from shared.database.script import execute_script

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE merchant_agreement (
            entry_id uuid NOT NULL CONSTRAINT pk_merchant_agreement PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            shop text NOT NULL,
            address text NOT NULL,
            industry text NOT NULL,
            base text,
            rate_bp integer,
            subject text,
            most_each integer,
            period text,
            valid_from date,
            valid_until date,
            intended_on date NOT NULL,
            signed_on date,
            active_on date,
            resumed_on date,
            suspended_on date,
            ended_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_merchant_agreement_state
                CHECK (state IN ('intention', 'signed', 'active', 'suspended', 'ended', 'revoked')),
            CONSTRAINT ck_merchant_agreement_rate CHECK (rate_bp BETWEEN 1 AND 9999),
            CONSTRAINT ck_merchant_agreement_limit
                CHECK (most_each > 0 AND (most_each IS NULL) = (period IS NULL)),
            CONSTRAINT ck_merchant_agreement_terms CHECK (signed_on IS NULL
                OR (base IS NOT NULL AND rate_bp IS NOT NULL AND subject IS NOT NULL AND valid_from IS NOT NULL))
        );
        CREATE INDEX ix_merchant_agreement_org_code ON merchant_agreement (org_code);
        CREATE UNIQUE INDEX uq_merchant_agreement_shop ON merchant_agreement (org_code, shop)
            WHERE state NOT IN ('ended', 'revoked');
        COMMENT ON TABLE merchant_agreement IS 'what merchants intend to give, or have agreed to';
        COMMENT ON COLUMN merchant_agreement.org_code IS 'the unit whose entry it is';
        COMMENT ON COLUMN merchant_agreement.org_path IS 'where the unit stood when this was last written';
        COMMENT ON COLUMN merchant_agreement.shop IS 'official name of the merchant; not on the bus';
        COMMENT ON COLUMN merchant_agreement.address IS 'where the shop is; not on the bus';
        COMMENT ON COLUMN merchant_agreement.industry IS 'a word of the code list merchant-industry';
        COMMENT ON COLUMN merchant_agreement.base IS 'a word of the code list discount-base; null: not agreed on yet';
        COMMENT ON COLUMN merchant_agreement.rate_bp IS 'basis points taken off the base; null: not agreed on yet';
        COMMENT ON COLUMN merchant_agreement.subject
            IS 'a word of the code list discount-subject; null: not agreed on yet';
        COMMENT ON COLUMN merchant_agreement.most_each
            IS 'how often a person may have it in the period; null: no limit';
        COMMENT ON COLUMN merchant_agreement.period IS 'a word of the code list discount-period; null: no limit';
        COMMENT ON COLUMN merchant_agreement.valid_from IS 'first day of the discount';
        COMMENT ON COLUMN merchant_agreement.valid_until IS 'last day of the discount; null: none is agreed on';
        COMMENT ON COLUMN merchant_agreement.resumed_on IS 'of the last suspension';
        COMMENT ON COLUMN merchant_agreement.suspended_on IS 'null: not suspended';
        COMMENT ON COLUMN merchant_agreement.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN merchant_agreement.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE merchant_agreement;")
