"""Paper files: which papers are there."""

from shared.database.script import execute_script

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """No file has been received yet."""
    execute_script("""
        CREATE TABLE archive (
            archive_id uuid NOT NULL,
            person_id uuid NOT NULL,
            version integer NOT NULL,
            checked_on date NOT NULL,
            CONSTRAINT pk_archive PRIMARY KEY (archive_id),
            CONSTRAINT fk_archive_person_id FOREIGN KEY (person_id) REFERENCES veteran (veteran_id),
            CONSTRAINT uq_archive_person_id UNIQUE (person_id)
        );
        COMMENT ON TABLE archive IS 'paper files that have been received';
        COMMENT ON COLUMN archive.version IS 'events published about it';
        COMMENT ON COLUMN archive.checked_on IS 'when somebody last looked';

        CREATE TABLE archive_paper (
            paper_id uuid NOT NULL,
            archive_id uuid NOT NULL,
            paper text NOT NULL,
            found_on date NOT NULL,
            found_by uuid NOT NULL,
            known_from timestamptz NOT NULL,
            gone_by uuid,
            known_until timestamptz,
            CONSTRAINT pk_archive_paper PRIMARY KEY (paper_id),
            CONSTRAINT fk_archive_paper_archive_id FOREIGN KEY (archive_id) REFERENCES archive (archive_id),
            CONSTRAINT ck_archive_paper_known_until CHECK ((gone_by IS NULL) = (known_until IS NULL))
        );
        CREATE UNIQUE INDEX uq_archive_paper_there ON archive_paper (archive_id, paper) WHERE known_until IS NULL;
        COMMENT ON TABLE archive_paper IS 'papers in a file';
        COMMENT ON COLUMN archive_paper.paper IS 'a word of the code list archive-paper';
        COMMENT ON COLUMN archive_paper.found_by IS 'account';
        COMMENT ON COLUMN archive_paper.gone_by IS 'account';
        COMMENT ON COLUMN archive_paper.known_until IS 'from then on it was not there, or never had been';
    """)


def downgrade() -> None:
    """Nobody knows which papers are there."""
    execute_script("DROP TABLE archive_paper; DROP TABLE archive;")
