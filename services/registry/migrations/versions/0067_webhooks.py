"""Systems of others may be sent events: by POST to an address that was confirmed."""

from shared.database.script import execute_script

revision = "0067"
down_revision = "0066"

TABLES = ("subscriber", "subscription_proposal")


def upgrade() -> None:
    """Who subscribed before is sent nothing."""
    for table in TABLES:
        execute_script(f"""
            ALTER TABLE {table} ADD COLUMN address text;
            COMMENT ON COLUMN {table}.address IS 'where events are posted to; null: by another door';
            COMMENT ON COLUMN {table}.over IS 'kafka, http, webhook';
        """)


def downgrade() -> None:
    """Whoever is sent events is to be revoked first."""
    for table in TABLES:
        execute_script(f"""
            ALTER TABLE {table} DROP COLUMN address;
            COMMENT ON COLUMN {table}.over IS 'kafka, http';
        """)
