ALTER TABLE access_grant ADD COLUMN ground text NOT NULL DEFAULT 'appointment';
ALTER TABLE access_grant ADD COLUMN on_behalf_of uuid;
COMMENT ON COLUMN access_grant.ground IS 'what it rests on';
COMMENT ON COLUMN access_grant.on_behalf_of IS 'the account that delegated it';
