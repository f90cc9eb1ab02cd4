ALTER TABLE access_grant ADD COLUMN ground text NOT NULL DEFAULT 'appointment';
ALTER TABLE access_grant ADD COLUMN on_behalf_of uuid;
COMMENT ON COLUMN access_grant.ground IS 'what it rests on';
COMMENT ON COLUMN access_grant.on_behalf_of IS 'the account that delegated it';

CREATE TABLE vouched_grant (
    grant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    org_path ltree NOT NULL,
    purpose text NOT NULL,
    on_behalf_of uuid,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    vouched_at timestamptz NOT NULL,
    CONSTRAINT pk_vouched_grant PRIMARY KEY (grant_id)
);
CREATE INDEX ix_vouched_grant_account_id ON vouched_grant (account_id);
COMMENT ON TABLE vouched_grant IS 'grants that registry itself has named to this service';
COMMENT ON COLUMN vouched_grant.vouched_at IS 'when registry was asked last';

CREATE TABLE account_epoch (
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    CONSTRAINT pk_account_epoch PRIMARY KEY (account_id)
);
COMMENT ON TABLE account_epoch IS 'how often all sessions of an account were ended; no row: never';
COMMENT ON COLUMN account_epoch.epoch IS 'tokens of an earlier one are refused';
