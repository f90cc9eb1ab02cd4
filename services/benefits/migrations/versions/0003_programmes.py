"""Programmes and their versions."""

from shared.database.script import execute_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Programmes hold slots of the group; versions are never changed."""
    execute_script("""
        CREATE TABLE programme (
            programme_code text NOT NULL,
            slot text,
            version integer NOT NULL,
            CONSTRAINT pk_programme PRIMARY KEY (programme_code),
            CONSTRAINT uq_programme_slot UNIQUE (slot)
        );
        COMMENT ON COLUMN programme.slot IS 'place in the programme group; null if in none';
        COMMENT ON COLUMN programme.version IS 'of the last published version, and number of events published';

        CREATE TABLE programme_version (
            programme_code text NOT NULL,
            version integer NOT NULL,
            name text NOT NULL,
            valid_from date NOT NULL,
            valid_to date,
            rules jsonb NOT NULL,
            rule_digest text NOT NULL,
            published_at timestamptz NOT NULL,
            CONSTRAINT pk_programme_version PRIMARY KEY (programme_code, version),
            CONSTRAINT fk_programme_version_programme_code FOREIGN KEY (programme_code)
                REFERENCES programme (programme_code)
        );
        COMMENT ON COLUMN programme_version.valid_to IS 'first day no longer in force; null is open';
        COMMENT ON COLUMN programme_version.rules IS 'code, source and text of each rule, in order';
    """)


def downgrade() -> None:
    """No programmes."""
    execute_script("DROP TABLE programme_version; DROP TABLE programme;")
