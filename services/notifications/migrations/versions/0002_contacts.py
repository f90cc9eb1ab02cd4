"""Persons known from events, their keys, contact points and opt-outs."""

from shared.database.script import execute_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """A contact point needs the key of its person."""
    execute_script("""
        CREATE TABLE person (
            person_id uuid NOT NULL,
            org_path ltree NOT NULL,
            CONSTRAINT pk_person PRIMARY KEY (person_id)
        );
        COMMENT ON COLUMN person.org_path IS 'responsible service organisation: who may see and change';

        CREATE TABLE person_key (
            person_id uuid NOT NULL,
            data_key bytea NOT NULL,
            CONSTRAINT pk_person_key PRIMARY KEY (person_id)
        );
        COMMENT ON COLUMN person_key.data_key IS 'wrapped by the master key';

        CREATE TABLE contact_point (
            person_id uuid NOT NULL,
            channel text NOT NULL,
            value bytea NOT NULL,
            verification text,
            verified_on date,
            revoked_at timestamptz,
            CONSTRAINT pk_contact_point PRIMARY KEY (person_id, channel),
            CONSTRAINT ck_contact_point_verified_somehow CHECK ((verification IS NULL) = (verified_on IS NULL))
        );
        COMMENT ON COLUMN contact_point.value IS 'encrypted under the key of the person';
        COMMENT ON COLUMN contact_point.verification
            IS 'how it was made sure that it is the person''s own; null: not yet';

        CREATE TABLE opt_out (
            person_id uuid NOT NULL,
            purpose text NOT NULL,
            opted_out_at timestamptz NOT NULL,
            CONSTRAINT pk_opt_out PRIMARY KEY (person_id, purpose)
        );
    """)


def downgrade() -> None:
    """The kernel alone."""
    execute_script("DROP TABLE opt_out; DROP TABLE contact_point; DROP TABLE person_key; DROP TABLE person;")
