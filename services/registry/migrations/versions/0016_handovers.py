"""A slip says who issued it; what was chosen with it may wait for a second person."""

from shared.database.script import execute_script

revision = "0016"
down_revision = "0015"

UP = """
ALTER TABLE activation ADD COLUMN ground text NOT NULL DEFAULT 'keeper';
COMMENT ON COLUMN activation.ground IS 'who issued it: keeper, station, server';
CREATE TABLE handover (
    account_id uuid NOT NULL,
    password_hash text NOT NULL,
    issued_by uuid NOT NULL,
    chosen_at timestamptz NOT NULL,
    CONSTRAINT pk_handover PRIMARY KEY (account_id),
    CONSTRAINT fk_handover_account_id FOREIGN KEY (account_id) REFERENCES account (account_id)
);
COMMENT ON TABLE handover IS 'passwords chosen for accounts that hold grants; they wait for a second person';
COMMENT ON COLUMN handover.password_hash IS 'argon2id with its parameters and salt';
COMMENT ON COLUMN handover.issued_by IS 'account, of the slip';
"""


def upgrade() -> None:
    """Nobody becomes another by a slip that he issued."""
    execute_script(UP)


def downgrade() -> None:
    """What waits is lost: those accounts are given another slip."""
    execute_script("DROP TABLE handover; ALTER TABLE activation DROP COLUMN ground;")
