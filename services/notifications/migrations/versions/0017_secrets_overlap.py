"""While a secret of a webhook is replaced, events are signed with the one before as well."""

from shared.database.script import execute_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Nobody's secret is being replaced yet."""
    execute_script("""
        ALTER TABLE webhook ADD COLUMN former_secret bytea;
        ALTER TABLE webhook ADD COLUMN former_until timestamptz;
        COMMENT ON COLUMN webhook.former_secret IS 'the one before, encrypted under data_key; null: there is none';
        COMMENT ON COLUMN webhook.former_until IS 'until when events are signed with it as well';
    """)


def downgrade() -> None:
    """Receivers that have not taken the new secret over refuse from now on."""
    execute_script("ALTER TABLE webhook DROP COLUMN former_secret, DROP COLUMN former_until")
