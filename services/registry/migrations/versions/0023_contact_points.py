"""Somebody makes sure that the number in a file is the person's own."""

from shared.database.script import execute_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """None is verified yet."""
    execute_script("""
        CREATE TABLE contact_point (
            contact_id uuid NOT NULL,
            person_id uuid NOT NULL,
            channel text NOT NULL,
            version integer NOT NULL,
            verification text,
            verified_on date,
            verified_by uuid,
            CONSTRAINT pk_contact_point PRIMARY KEY (contact_id),
            CONSTRAINT fk_contact_point_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT uq_contact_point_person_id_channel UNIQUE (person_id, channel),
            CONSTRAINT ck_contact_point_verified CHECK (
                (verification IS NULL) = (verified_on IS NULL) AND (verification IS NULL) = (verified_by IS NULL)
            )
        );
        COMMENT ON TABLE contact_point IS 'which numbers in files are the persons'' own';
        COMMENT ON COLUMN contact_point.version IS 'events published about it';
        COMMENT ON COLUMN contact_point.verification
            IS 'how somebody made sure whose the number is; null: not, or no longer';
        COMMENT ON COLUMN contact_point.verified_by IS 'account';
    """)


def downgrade() -> None:
    """Nobody knows any more which numbers were verified."""
    execute_script("DROP TABLE contact_point")
