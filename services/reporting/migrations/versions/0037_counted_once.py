"""A case counts once in the lines of daily reports."""

from shared.database.script import execute_script

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Empty: the worker asks for a rebuild of what is counted."""
    execute_script("""
        CREATE TABLE counted_once (
            line text COLLATE "C" NOT NULL,
            subject uuid NOT NULL,
            CONSTRAINT pk_counted_once PRIMARY KEY (line, subject)
        );
        COMMENT ON TABLE counted_once IS
            'what was counted already, where each counts once: a case that was reopened ends again';
        COMMENT ON COLUMN counted_once.line IS 'the count that fills in a line of the report';
        COMMENT ON COLUMN counted_once.subject IS 'case';
    """)


def downgrade() -> None:
    execute_script("DROP TABLE counted_once")
