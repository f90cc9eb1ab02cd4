CREATE EXTENSION IF NOT EXISTS ltree;

CREATE TABLE access_grant (
    grant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    org_path ltree NOT NULL,
    purpose text NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    revoked_at timestamptz,
    CONSTRAINT pk_access_grant PRIMARY KEY (grant_id),
    CONSTRAINT ck_access_grant_period CHECK (valid_until > valid_from)
);
CREATE INDEX ix_access_grant_account_id ON access_grant (account_id);
COMMENT ON TABLE access_grant IS 'who may act as what, where, and for how long';
COMMENT ON COLUMN access_grant.org_path IS 'the grant holds for this org unit and all below';
COMMENT ON COLUMN access_grant.valid_until IS 'holds until just before; null is open';
