CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    key text NOT NULL,
    action text NOT NULL,
    fingerprint bytea NOT NULL,
    result bytea,
    claimed_at timestamptz NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (account_id, key)
);
CREATE INDEX ix_idempotency_claimed_at ON idempotency (claimed_at);
COMMENT ON TABLE idempotency IS 'answers already given to requests that carried an Idempotency-Key';
COMMENT ON COLUMN idempotency.fingerprint IS 'SHA-256 of method, path and body';
COMMENT ON COLUMN idempotency.result IS 'what the command returned, as JSON';
