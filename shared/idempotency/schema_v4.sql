COMMENT ON COLUMN idempotency.fingerprint IS 'keyed hash of method, path and body after the name of its key; SHA-256 where a service has no keys';
