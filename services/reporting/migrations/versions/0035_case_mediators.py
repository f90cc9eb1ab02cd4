"""Who mediated what was resolved."""

from shared.database.script import execute_script

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Empty: the worker asks for a rebuild of it where cases were resolved before."""
    execute_script("""
        CREATE TABLE case_mediator (
            case_id uuid NOT NULL,
            mediator_id uuid NOT NULL,
            resolved_on date NOT NULL,
            CONSTRAINT pk_case_mediator PRIMARY KEY (case_id, mediator_id)
        );
        COMMENT ON TABLE case_mediator IS 'of the disputes that F20 counts';
        COMMENT ON COLUMN case_mediator.mediator_id IS 'the file that he had then';
        CREATE TABLE merged_file (
            merged_id uuid NOT NULL CONSTRAINT pk_merged_file PRIMARY KEY,
            surviving_id uuid NOT NULL
        );
        COMMENT ON TABLE merged_file IS 'files of one person that were merged';
        COMMENT ON COLUMN merged_file.surviving_id IS 'the file that goes on; it may be merged in turn';
    """)


def downgrade() -> None:
    execute_script("""
        DROP TABLE merged_file;
        DROP TABLE case_mediator;
    """)
