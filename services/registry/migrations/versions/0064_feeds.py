"""Systems of others may be given some divisions alone, and read over HTTP: from a feed of their own."""

from shared.database.script import execute_script

revision = "0064"
down_revision = "0063"

TABLES = ("subscriber", "subscription_proposal")


def upgrade() -> None:
    """Who subscribed before reads topics of the whole county from Kafka."""
    for table in TABLES:
        execute_script(f"""
            ALTER TABLE {table} ADD COLUMN divisions text[] NOT NULL DEFAULT '{{}}';
            ALTER TABLE {table} ADD COLUMN over text NOT NULL DEFAULT 'kafka';
            ALTER TABLE {table} ADD COLUMN account_id uuid;
            COMMENT ON COLUMN {table}.divisions IS 'units; none: the whole county';
            COMMENT ON COLUMN {table}.over IS 'kafka, http';
            COMMENT ON COLUMN {table}.account_id IS 'the machine that reads over HTTP; null: by another door';
        """)
    execute_script("""
        ALTER TABLE subscriber ADD COLUMN feed text;
        COMMENT ON COLUMN subscriber.feed IS
        'the topic written for it alone; null: it reads the topics of its types';
    """)


def downgrade() -> None:
    """Whoever was given some divisions alone, or reads over HTTP, is to be revoked first."""
    execute_script("ALTER TABLE subscriber DROP COLUMN feed")
    for table in TABLES:
        execute_script(f"""
            ALTER TABLE {table} DROP COLUMN divisions;
            ALTER TABLE {table} DROP COLUMN over;
            ALTER TABLE {table} DROP COLUMN account_id;
        """)
