CREATE TABLE audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamptz NOT NULL,
    account_id uuid,
    on_behalf_of text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    address text NOT NULL,
    result text NOT NULL,
    correlation_id text NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (audit_id)
);
CREATE INDEX ix_audit_account_id_recorded_at ON audit (account_id, recorded_at);
CREATE INDEX ix_audit_subject_recorded_at ON audit (subject, recorded_at);
COMMENT ON TABLE audit IS 'every command and every refused access; append only';
COMMENT ON COLUMN audit.recorded_at IS 'when';
COMMENT ON COLUMN audit.account_id IS 'who; null when nobody could be identified';
COMMENT ON COLUMN audit.on_behalf_of IS 'for whom, when someone acts as another''s proxy';
COMMENT ON COLUMN audit.action IS 'what: the command in kebab-case';
COMMENT ON COLUMN audit.subject IS 'about what: kind and id, `case 0190…`';
COMMENT ON COLUMN audit.purpose IS 'why';
COMMENT ON COLUMN audit.address IS 'from where';
COMMENT ON COLUMN audit.result IS '`done`, or the code of the refusal';
