DROP TABLE account_epoch;
DROP TABLE vouched_grant;
ALTER TABLE access_grant DROP COLUMN on_behalf_of;
ALTER TABLE access_grant DROP COLUMN ground;
