"""Accounts that persons are paid into, and what is left out of a batch for want of one."""

from shared.database.script import execute_script

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Payments before have none: whoever paid them knew the accounts."""
    execute_script("""
        CREATE TABLE payee_account (
            account_id uuid NOT NULL CONSTRAINT pk_payee_account PRIMARY KEY,
            person_id uuid NOT NULL,
            data_key bytea,
            sealed bytea,
            digest bytea,
            bank text NOT NULL,
            holder text NOT NULL,
            reason text,
            document text NOT NULL,
            since date NOT NULL,
            corrects boolean NOT NULL,
            proposed_by uuid NOT NULL,
            proposed_at timestamptz NOT NULL,
            outcome text,
            decided_by uuid,
            decided_at timestamptz,
            note text,
            until date,
            end_code text,
            end_document text,
            ended_by uuid,
            check_payment uuid,
            check_since date,
            CONSTRAINT ck_payee_account_outcome CHECK (
                (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
            ),
            CONSTRAINT ck_payee_account_outcome_word CHECK (outcome IN ('confirmed', 'refused', 'withdrawn')),
            CONSTRAINT ck_payee_account_decided_by CHECK (decided_by <> proposed_by OR outcome <> 'confirmed'),
            CONSTRAINT ck_payee_account_sealed CHECK (
                (data_key IS NULL) = (sealed IS NULL) AND (data_key IS NULL) = (digest IS NULL)
            ),
            CONSTRAINT ck_payee_account_until CHECK ((until IS NULL) = (end_code IS NULL)),
            CONSTRAINT ck_payee_account_check_since CHECK ((check_payment IS NULL) = (check_since IS NULL))
        );
        CREATE INDEX ix_payee_account_person_id ON payee_account (person_id);
        CREATE INDEX ix_payee_account_digest ON payee_account (digest);
        CREATE UNIQUE INDEX uq_payee_account_open ON payee_account (person_id) WHERE outcome IS NULL;
        CREATE UNIQUE INDEX uq_payee_account_in_force ON payee_account (person_id)
            WHERE outcome = 'confirmed' AND until IS NULL;
        COMMENT ON TABLE payee_account IS 'the accounts that persons are paid into';
        COMMENT ON COLUMN payee_account.data_key IS 'wrapped by the master key; null: erased';
        COMMENT ON COLUMN payee_account.sealed IS 'name, number and branch, encrypted';
        COMMENT ON COLUMN payee_account.digest IS 'of the number, keyed; it is found by, and not read from';
        COMMENT ON COLUMN payee_account.bank IS 'a word of BANKS';
        COMMENT ON COLUMN payee_account.holder IS 'whose account it is, a word of HOLDERS';
        COMMENT ON COLUMN payee_account.reason IS 'why it is another''s, or shared';
        COMMENT ON COLUMN payee_account.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN payee_account.since IS 'first day on which it may be paid into';
        COMMENT ON COLUMN payee_account.corrects IS 'the one before was wrong, and not replaced';
        COMMENT ON COLUMN payee_account.proposed_by IS 'account of who entered it';
        COMMENT ON COLUMN payee_account.outcome IS 'confirmed, refused, withdrawn; null: open';
        COMMENT ON COLUMN payee_account.decided_by IS 'account';
        COMMENT ON COLUMN payee_account.note IS 'why it was refused or withdrawn';
        COMMENT ON COLUMN payee_account.until IS 'first day on which it is used no longer; null: it is';
        COMMENT ON COLUMN payee_account.end_code IS 'a word of ENDS';
        COMMENT ON COLUMN payee_account.end_document IS 'what the end rests on';
        COMMENT ON COLUMN payee_account.ended_by IS 'account';
        COMMENT ON COLUMN payee_account.check_payment IS 'payment that failed; null: nothing is to be checked';
        COMMENT ON COLUMN payee_account.check_since IS 'when it failed';

        ALTER TABLE payment ADD COLUMN account_id uuid;
        ALTER TABLE payment ADD CONSTRAINT fk_payment_account_id_payee_account
            FOREIGN KEY (account_id) REFERENCES payee_account (account_id) NOT VALID;
        COMMENT ON COLUMN payment.account_id IS 'that it is paid into; null: before accounts were kept';

        ALTER TABLE payment_batch ADD COLUMN held_back integer NOT NULL DEFAULT 0;
        ALTER TABLE payment_batch ADD COLUMN held_back_fen bigint NOT NULL DEFAULT 0;
        COMMENT ON COLUMN payment_batch.held_back IS 'payments left out: no account';
        COMMENT ON COLUMN payment_batch.held_back_fen IS 'of what was left out';

        CREATE TABLE payment_held_back (
            batch_id uuid NOT NULL
                CONSTRAINT fk_payment_held_back_batch_id_payment_batch REFERENCES payment_batch,
            entitlement_id uuid NOT NULL
                CONSTRAINT fk_payment_held_back_entitlement_id_entitlement REFERENCES entitlement,
            month date NOT NULL,
            fen bigint NOT NULL,
            lack text NOT NULL,
            CONSTRAINT pk_payment_held_back PRIMARY KEY (batch_id, entitlement_id, month),
            CONSTRAINT ck_payment_held_back_fen CHECK (fen > 0)
        );
        COMMENT ON TABLE payment_held_back IS
            'what was owed when a batch was proposed and left out of it for want of an account';
        COMMENT ON COLUMN payment_held_back.month IS 'first day of the month that is not paid';
        COMMENT ON COLUMN payment_held_back.lack IS 'a word of LACKS';
    """)


def downgrade() -> None:
    """The accounts are lost."""
    execute_script("""
        DROP TABLE payment_held_back;
        ALTER TABLE payment_batch DROP COLUMN held_back, DROP COLUMN held_back_fen;
        ALTER TABLE payment DROP COLUMN account_id;
        DROP TABLE payee_account;
    """)
