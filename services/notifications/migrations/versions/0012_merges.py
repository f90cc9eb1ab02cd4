"""Files that were merged, and where they lead, as registry's events say."""

from shared.database.script import execute_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """None, until it is told."""
    execute_script("""
        CREATE TABLE merged_person (
            person_id uuid NOT NULL,
            merged_into uuid NOT NULL,
            CONSTRAINT pk_merged_person PRIMARY KEY (person_id)
        );
        CREATE INDEX ix_merged_person_merged_into ON merged_person (merged_into);
        COMMENT ON TABLE merged_person IS 'files of one person that were merged into another';
        COMMENT ON COLUMN merged_person.merged_into IS 'the file that goes on; it may be merged in turn';
    """)


def downgrade() -> None:
    """Merges are told by nothing."""
    execute_script("DROP TABLE merged_person")
