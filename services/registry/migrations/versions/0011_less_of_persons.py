"""Less of persons at rest: no date of birth, no digits in verdicts, statements sealed; two keys to find a number by.

Nothing can be carried over: what is sealed and what numbers are found by is of other keys.
"""

from alembic import op

from shared.database.script import execute_script

revision = "0011"
down_revision = "0010"

EMPTY = """
    DO $$ BEGIN
        IF EXISTS (SELECT FROM person) THEN
            RAISE EXCEPTION 'who was registered before 0.1.0 cannot be carried over: begin with a new database';
        END IF;
    END $$
"""
UP = (
    "-- squawk-ignore ban-drop-column\nALTER TABLE person DROP COLUMN birth_on",
    "-- squawk-ignore renaming-column\nALTER TABLE person RENAME COLUMN id_number_hash TO id_number_hash_a",
    "-- squawk-ignore renaming-object\n"
    "ALTER TABLE person RENAME CONSTRAINT uq_person_id_number_hash TO uq_person_id_number_hash_a",
    "-- squawk-ignore ban-drop-not-null\nALTER TABLE person ALTER COLUMN id_number_hash_a DROP NOT NULL",
    "ALTER TABLE person ADD COLUMN id_number_hash_b bytea",
    "-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid\n"
    "ALTER TABLE person ADD CONSTRAINT uq_person_id_number_hash_b UNIQUE (id_number_hash_b)",
    "COMMENT ON COLUMN person.id_number_hash_a IS 'HMAC of the 18-character number, search key a'",
    "COMMENT ON COLUMN person.id_number_hash_b IS 'the same, search key b'",
    "-- squawk-ignore ban-drop-column\nALTER TABLE identity_discrepancy DROP COLUMN stated",
    "-- squawk-ignore ban-drop-column\nALTER TABLE identity_discrepancy DROP COLUMN derived",
    "-- squawk-ignore adding-required-field\nALTER TABLE identity_discrepancy ADD COLUMN stated_sealed bytea NOT NULL",
    "COMMENT ON COLUMN identity_discrepancy.stated_sealed IS 'what the number says holds until the county decides'",
    "-- squawk-ignore ban-drop-column\nALTER TABLE import_row DROP COLUMN id_number_masked",
    "-- squawk-ignore ban-drop-column\nALTER TABLE import_row DROP COLUMN location",
)
DOWN = """
    ALTER TABLE import_row ADD COLUMN location text;
    COMMENT ON COLUMN import_row.location IS 'the unit where the number is registered';
    ALTER TABLE import_row ADD COLUMN id_number_masked text NOT NULL DEFAULT '';
    ALTER TABLE identity_discrepancy DROP COLUMN stated_sealed;
    ALTER TABLE identity_discrepancy ADD COLUMN stated text NOT NULL;
    ALTER TABLE identity_discrepancy ADD COLUMN derived text NOT NULL;
    ALTER TABLE person DROP COLUMN id_number_hash_b;
    ALTER TABLE person RENAME CONSTRAINT uq_person_id_number_hash_a TO uq_person_id_number_hash;
    ALTER TABLE person RENAME COLUMN id_number_hash_a TO id_number_hash;
    ALTER TABLE person ALTER COLUMN id_number_hash SET NOT NULL;
    ALTER TABLE person ADD COLUMN birth_on date NOT NULL;
"""


def upgrade() -> None:
    """Refuses a register that holds somebody."""
    op.execute(EMPTY)
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Refuses a register that holds somebody."""
    op.execute(EMPTY)
    execute_script(DOWN)
