COMMENT ON COLUMN idempotency.fingerprint IS 'SHA-256 of method, path and body';
