"""Since when persons count as trained."""

from shared.database.script import execute_script

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Nobody completed a course yet."""
    execute_script("""
        CREATE TABLE trained_person (
            person_id uuid NOT NULL CONSTRAINT pk_trained_person PRIMARY KEY,
            entry_id uuid,
            trained_on date,
            org_path ltree NOT NULL,
            version integer NOT NULL
        );
        COMMENT ON TABLE trained_person IS 'since when persons count as trained, as was told';
        COMMENT ON COLUMN trained_person.entry_id IS 'the enrolment that counts; null: none any more';
        COMMENT ON COLUMN trained_person.trained_on IS
            'end of the first course that was completed; null: none any more';
        COMMENT ON COLUMN trained_person.org_path IS 'where the person stood when he completed it';
        COMMENT ON COLUMN trained_person.version IS 'events published about it';
    """)


def downgrade() -> None:
    """It is reckoned anew."""
    execute_script("DROP TABLE trained_person;")
