"""Codes for discounts, merchants' clerks, what was redeemed, who is whose relative."""

from shared.database.script import execute_script

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """None was shown yet."""
    execute_script("""
        CREATE TABLE discount_code (
            code_id uuid NOT NULL CONSTRAINT pk_discount_code PRIMARY KEY,
            kind text NOT NULL,
            digest bytea NOT NULL CONSTRAINT uq_discount_code_digest UNIQUE,
            person_id uuid NOT NULL,
            surname text,
            synthetic boolean NOT NULL,
            issued_at timestamptz NOT NULL,
            issued_by uuid NOT NULL,
            document text,
            expires_at timestamptz NOT NULL,
            revoked_at timestamptz,
            used_at timestamptz,
            held_by uuid,
            held_until timestamptz,
            events integer NOT NULL,
            CONSTRAINT ck_discount_code_kind CHECK (kind IN ('one-time', 'printed')),
            CONSTRAINT ck_discount_code_held CHECK ((held_by IS NULL) = (held_until IS NULL))
        );
        CREATE INDEX ix_discount_code_person_id ON discount_code (person_id);
        CREATE INDEX ix_discount_code_expires_at ON discount_code (expires_at);
        COMMENT ON TABLE discount_code IS 'codes by which somebody shows a merchant that a discount is for him';
        COMMENT ON COLUMN discount_code.digest IS 'keyed; the digits are kept nowhere';
        COMMENT ON COLUMN discount_code.person_id IS 'who shows it: a veteran, or a relative';
        COMMENT ON COLUMN discount_code.surname IS 'masked; null: it can be used no more';
        COMMENT ON COLUMN discount_code.issued_by IS 'account';
        COMMENT ON COLUMN discount_code.document IS 'what a printed one rests on';
        COMMENT ON COLUMN discount_code.held_by IS 'agreement of the shop that verified it last';
        COMMENT ON COLUMN discount_code.events IS 'published about it';
        CREATE TABLE merchant_clerk (
            account_id uuid NOT NULL CONSTRAINT pk_merchant_clerk PRIMARY KEY,
            entry_id uuid NOT NULL CONSTRAINT fk_merchant_clerk_entry_id_merchant_agreement
                REFERENCES merchant_agreement (entry_id),
            document text NOT NULL,
            assigned_at timestamptz NOT NULL,
            assigned_by uuid NOT NULL,
            misses integer NOT NULL,
            misses_since timestamptz
        );
        CREATE INDEX ix_merchant_clerk_entry_id ON merchant_clerk (entry_id);
        COMMENT ON TABLE merchant_clerk IS 'whose clerk an account is';
        COMMENT ON COLUMN merchant_clerk.assigned_by IS 'account';
        COMMENT ON COLUMN merchant_clerk.misses IS 'wrong codes since the first of them that counts';
        CREATE TABLE redemption (
            redemption_id uuid NOT NULL CONSTRAINT pk_redemption PRIMARY KEY,
            entry_id uuid NOT NULL CONSTRAINT fk_redemption_entry_id_merchant_agreement
                REFERENCES merchant_agreement (entry_id),
            code_id uuid NOT NULL,
            person_id uuid NOT NULL,
            synthetic boolean NOT NULL,
            order_no text NOT NULL,
            order_hash text NOT NULL,
            price_fen bigint NOT NULL,
            general_bp integer NOT NULL,
            base_fen bigint NOT NULL,
            paid_fen bigint NOT NULL,
            state text NOT NULL,
            reason text,
            redeemed_on date NOT NULL,
            redeemed_at timestamptz NOT NULL,
            redeemed_by uuid NOT NULL,
            reversed_at timestamptz,
            reversed_by uuid,
            CONSTRAINT ck_redemption_state CHECK (state IN ('redeemed', 'rejected', 'reversed')),
            CONSTRAINT ck_redemption_reason CHECK ((state = 'redeemed') = (reason IS NULL)),
            CONSTRAINT ck_redemption_price
                CHECK (price_fen >= base_fen AND base_fen >= paid_fen AND paid_fen >= 0)
        );
        CREATE UNIQUE INDEX uq_redemption_code ON redemption (code_id) WHERE state <> 'rejected';
        CREATE UNIQUE INDEX uq_redemption_order ON redemption (entry_id, order_hash) WHERE state = 'redeemed';
        CREATE INDEX ix_redemption_entry_id_redemption_id ON redemption (entry_id, redemption_id);
        CREATE INDEX ix_redemption_person_id_entry_id ON redemption (person_id, entry_id);
        COMMENT ON TABLE redemption IS 'discounts that were had, or refused';
        COMMENT ON COLUMN redemption.code_id IS 'codes are forgotten sooner';
        COMMENT ON COLUMN redemption.order_no IS 'of the order or contract, as the merchant calls it';
        COMMENT ON COLUMN redemption.general_bp IS 'what everybody is given off the price';
        COMMENT ON COLUMN redemption.base_fen IS 'what the discount was taken off';
        COMMENT ON COLUMN redemption.reason IS 'a word of discount-refusal-reason, or of discount-reversal-reason';
        COMMENT ON COLUMN redemption.redeemed_on IS 'or refused';
        COMMENT ON COLUMN redemption.redeemed_by IS 'account';
        COMMENT ON COLUMN redemption.reversed_by IS 'account';
        CREATE TABLE discount_kin (
            relation_id uuid NOT NULL CONSTRAINT pk_discount_kin PRIMARY KEY,
            veteran_id uuid NOT NULL,
            relative_id uuid NOT NULL,
            relation text NOT NULL,
            since date,
            until date
        );
        CREATE INDEX ix_discount_kin_relative_id ON discount_kin (relative_id);
        COMMENT ON TABLE discount_kin
            IS 'who is what to which veteran, as registry tells; only projection.py writes it';
        COMMENT ON COLUMN discount_kin.relation IS 'a word of the code list family-relation';
        COMMENT ON COLUMN discount_kin.since IS 'first day; null: always';
        COMMENT ON COLUMN discount_kin.until IS 'first day on which it holds no longer; null: it holds';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("""
        DROP TABLE discount_kin; DROP TABLE redemption; DROP TABLE merchant_clerk; DROP TABLE discount_code;
    """)
