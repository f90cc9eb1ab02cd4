"""Until when somebody was a party to a case: who left it was one before."""

from shared.database.script import execute_script

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Who left before now is in the events: have the projection rebuilt."""
    execute_script("""
        ALTER TABLE case_party ADD COLUMN until date;
        ALTER TABLE case_party ADD COLUMN sequence bigint DEFAULT 0 NOT NULL;
        COMMENT ON COLUMN case_party.until IS
            'a party no longer since then; who never was one: since the opening; null: is one';
        COMMENT ON COLUMN case_party.sequence IS 'of the event that told so';
    """)


def downgrade() -> None:
    """Who left is none again."""
    execute_script("""
        DELETE FROM case_party WHERE until IS NOT NULL;
        ALTER TABLE case_party DROP COLUMN sequence;
        ALTER TABLE case_party DROP COLUMN until;
    """)
