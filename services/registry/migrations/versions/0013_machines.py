"""Keys of machines, and where they may ask from."""

from shared.database.script import execute_script

revision = "0013"
down_revision = "0012"

UP = """
CREATE TABLE machine_key (
    key_id text NOT NULL,
    account_id uuid NOT NULL,
    jwk jsonb NOT NULL,
    added_at timestamptz NOT NULL,
    added_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_machine_key PRIMARY KEY (key_id),
    CONSTRAINT fk_machine_key_account_id FOREIGN KEY (account_id) REFERENCES account (account_id),
    CONSTRAINT ck_machine_key_expires_at CHECK (expires_at > added_at)
);
CREATE INDEX ix_machine_key_account_id ON machine_key (account_id);
COMMENT ON TABLE machine_key IS 'public keys that machines sign their assertions with';
COMMENT ON COLUMN machine_key.key_id IS 'RFC 7638 thumbprint';
COMMENT ON COLUMN machine_key.jwk IS 'the public key';
COMMENT ON COLUMN machine_key.added_by IS 'account';
COMMENT ON COLUMN machine_key.expires_at IS 'a year later at most';

CREATE TABLE machine_address (
    account_id uuid NOT NULL,
    network text NOT NULL,
    CONSTRAINT pk_machine_address PRIMARY KEY (account_id, network),
    CONSTRAINT fk_machine_address_account_id FOREIGN KEY (account_id) REFERENCES account (account_id)
);
COMMENT ON TABLE machine_address IS 'where machines may ask from; one without any, from nowhere';
COMMENT ON COLUMN machine_address.network IS 'an address or a network';
"""


def upgrade() -> None:
    """Machines show who they are by what they sign."""
    execute_script(UP)


def downgrade() -> None:
    """They have accounts like everybody."""
    execute_script("DROP TABLE machine_address; DROP TABLE machine_key;")
