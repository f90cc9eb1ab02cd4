"""Files that were merged, and where they lead, as registry's events say."""

from shared.database.script import execute_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """None, until it is told."""
    execute_script("""
        CREATE TABLE merged_veteran (
            veteran_id uuid NOT NULL,
            merged_into uuid NOT NULL,
            CONSTRAINT pk_merged_veteran PRIMARY KEY (veteran_id)
        );
        CREATE INDEX ix_merged_veteran_merged_into ON merged_veteran (merged_into);
        COMMENT ON TABLE merged_veteran IS 'files of one person that were merged into another';
        COMMENT ON COLUMN merged_veteran.merged_into IS 'the file that goes on; it may be merged in turn';
    """)


def downgrade() -> None:
    """Merges are told by nothing."""
    execute_script("DROP TABLE merged_veteran")
