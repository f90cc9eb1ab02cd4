"""Who is a party to which case, as registry tells."""

from shared.database.script import execute_script

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """They come with the events."""
    execute_script("""
        CREATE TABLE case_party (
            party_id uuid NOT NULL,
            case_id uuid NOT NULL,
            person_id uuid NOT NULL,
            CONSTRAINT pk_case_party PRIMARY KEY (party_id)
        );
        CREATE INDEX ix_case_party_case_id ON case_party (case_id);
        COMMENT ON TABLE case_party IS 'parties of cases besides their applicants, as registry tells of them';
    """)


def downgrade() -> None:
    """The events tell of them again."""
    execute_script("DROP TABLE case_party;")
