COMMENT ON COLUMN access_grant.purpose IS NULL;
ALTER TABLE access_grant ALTER COLUMN purpose DROP DEFAULT;
