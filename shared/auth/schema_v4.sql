ALTER TABLE access_grant ALTER COLUMN purpose SET DEFAULT '';
COMMENT ON COLUMN access_grant.purpose IS 'registry''s alone: no event carries it';
