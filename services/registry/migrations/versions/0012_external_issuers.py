"""Subjects of external issuers, bound to accounts; what may be used once."""

from shared.database.script import execute_script

revision = "0012"
down_revision = "0011"

UP = """
CREATE TABLE issuer_binding (
    binding_id uuid NOT NULL,
    account_id uuid NOT NULL,
    issuer text NOT NULL,
    subject_hash_a bytea,
    subject_hash_b bytea,
    subject_sealed bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    bound_at timestamptz NOT NULL,
    bound_by uuid NOT NULL,
    confirmed_at timestamptz,
    CONSTRAINT pk_issuer_binding PRIMARY KEY (binding_id),
    CONSTRAINT fk_issuer_binding_account_id FOREIGN KEY (account_id) REFERENCES account (account_id),
    CONSTRAINT ck_issuer_binding_subject_hash CHECK (subject_hash_a IS NOT NULL OR subject_hash_b IS NOT NULL)
);
CREATE UNIQUE INDEX uq_issuer_binding_account_id_issuer ON issuer_binding (account_id, issuer);
CREATE UNIQUE INDEX uq_issuer_binding_subject_hash_a ON issuer_binding (subject_hash_a);
CREATE UNIQUE INDEX uq_issuer_binding_subject_hash_b ON issuer_binding (subject_hash_b);
COMMENT ON TABLE issuer_binding IS 'subjects of external issuers that accounts are signed in by';
COMMENT ON COLUMN issuer_binding.issuer IS '`iss`, an address';
COMMENT ON COLUMN issuer_binding.subject_hash_a IS 'keyed, of issuer and subject; null without this key';
COMMENT ON COLUMN issuer_binding.subject_hash_b IS 'the same under the other key';
COMMENT ON COLUMN issuer_binding.subject_sealed IS 'what the issuer calls him';
COMMENT ON COLUMN issuer_binding.wrapped_key IS 'data key, wrapped by the master key';
COMMENT ON COLUMN issuer_binding.bound_by IS 'account';
COMMENT ON COLUMN issuer_binding.confirmed_at IS 'by the account''s holder; before that it admits nobody';

CREATE TABLE used_once (
    digest bytea NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT pk_used_once PRIMARY KEY (digest)
);
CREATE INDEX ix_used_once_until ON used_once (until);
COMMENT ON TABLE used_once IS 'states of sign-ins at external issuers and ids of assertions that were used';
COMMENT ON COLUMN used_once.digest IS 'SHA-256';
COMMENT ON COLUMN used_once.until IS 'from then on it is refused for its age';
"""


def upgrade() -> None:
    """External issuers sign people in."""
    execute_script(UP)


def downgrade() -> None:
    """Passwords alone do."""
    execute_script("DROP TABLE used_once; DROP TABLE issuer_binding;")
