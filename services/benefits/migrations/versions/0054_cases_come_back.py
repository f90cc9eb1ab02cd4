"""From where mergers brought cases, and which mergers were taken back."""

from shared.database.script import execute_script

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Of what mergers brought before, it is not known."""
    execute_script("""
        ALTER TABLE dispute_case ADD COLUMN came_from text[] NOT NULL DEFAULT '{}';
        COMMENT ON COLUMN dispute_case.came_from IS
            'organisations whose mergers brought it here, the last one first';
        CREATE TABLE revoked_merger (
            org_code text NOT NULL,
            successor_code text NOT NULL,
            CONSTRAINT pk_revoked_merger PRIMARY KEY (org_code)
        );
        COMMENT ON TABLE revoked_merger IS
            'organisations whose merger was taken back, until they are to be closed again';
        COMMENT ON COLUMN revoked_merger.org_code IS 'to which its open cases come back';
        COMMENT ON COLUMN revoked_merger.successor_code IS 'the organisation that has them';
    """)


def downgrade() -> None:
    """Where a case stands stays; the events tell of mergers again."""
    execute_script("""
        DROP TABLE revoked_merger;
        ALTER TABLE dispute_case DROP COLUMN came_from;
    """)
