"""Numbers that registry has verified are fetched from there."""

from shared.database.script import execute_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What is kept here already, staff have typed here."""
    execute_script("""
        ALTER TABLE contact_point ADD COLUMN contact_id uuid;
        ALTER TABLE contact_point ADD COLUMN contact_version integer;
        COMMENT ON COLUMN contact_point.contact_id
            IS 'registry''s contact point that it comes from; null: staff kept it here';
        COMMENT ON COLUMN contact_point.contact_version IS 'of registry''s contact point';
        CREATE TABLE verified_contact (
            contact_id uuid NOT NULL,
            person_id uuid NOT NULL,
            channel text NOT NULL,
            version integer NOT NULL,
            verification text,
            verified_on date,
            CONSTRAINT pk_verified_contact PRIMARY KEY (contact_id)
        );
        COMMENT ON COLUMN verified_contact.version IS 'sequence of its last event';
        COMMENT ON COLUMN verified_contact.verification IS 'null: withdrawn';
        CREATE INDEX ix_verified_contact_person_id ON verified_contact (person_id);
        CREATE TABLE contact_fetch (
            contact_id uuid NOT NULL,
            wanted_version integer NOT NULL,
            fetched_version integer NOT NULL,
            wanted_at timestamptz NOT NULL,
            next_attempt_at timestamptz NOT NULL,
            CONSTRAINT pk_contact_fetch PRIMARY KEY (contact_id)
        );
        COMMENT ON COLUMN contact_fetch.wanted_version IS 'what is known of registry''s contact point';
        COMMENT ON COLUMN contact_fetch.fetched_version IS 'what is kept here';
        COMMENT ON COLUMN contact_fetch.wanted_at IS 'told by registry';
        CREATE INDEX ix_contact_fetch_wanted ON contact_fetch (next_attempt_at)
            WHERE wanted_version > fetched_version;
    """)


def downgrade() -> None:
    """Numbers are typed here again."""
    execute_script("""
        DROP TABLE contact_fetch; DROP TABLE verified_contact;
        ALTER TABLE contact_point DROP COLUMN contact_version; ALTER TABLE contact_point DROP COLUMN contact_id;
    """)
