CREATE TABLE audit_chain (
    position bigint NOT NULL,
    audit_id bigint NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT pk_audit_chain PRIMARY KEY (position),
    CONSTRAINT uq_audit_chain_audit_id UNIQUE (audit_id)
);
COMMENT ON TABLE audit_chain IS 'the audit rows in the order of their chain: one link a row; append only';
COMMENT ON COLUMN audit_chain.position IS '1..n, no gaps';
COMMENT ON COLUMN audit_chain.digest IS 'SHA-256 of the digest before it and of the row';

CREATE TABLE audit_checkpoint (
    position bigint NOT NULL,
    digest bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT pk_audit_checkpoint PRIMARY KEY (position)
);
COMMENT ON TABLE audit_checkpoint IS 'links up to which the chain was sound; append only';
COMMENT ON COLUMN audit_checkpoint.digest IS 'that of the link at this position';
