"""What a list recorded is revoked by the records of its rows; the digests of a file's rows are called what they are."""

from alembic import op

from shared.database.script import execute_script

revision = "0051"
down_revision = "0050"

# A rename breaks an older worker that still runs; none does before the first release.
_RENAMES = (
    "-- squawk-ignore renaming-table\nALTER TABLE import_number RENAME TO import_first_row",
    "-- squawk-ignore renaming-column\nALTER TABLE import_first_row RENAME COLUMN id_number_hash TO digest",
    "-- squawk-ignore renaming-object\n"
    "ALTER TABLE import_first_row RENAME CONSTRAINT pk_import_number TO pk_import_first_row",
    "-- squawk-ignore renaming-object\nALTER TABLE import_first_row"
    " RENAME CONSTRAINT fk_import_number_import_id TO fk_import_first_row_import_id",
)


def upgrade() -> None:
    """Lists that were worked off before know no record, and are revoked one by one."""
    for statement in _RENAMES:
        op.execute(statement)
    execute_script("""
        COMMENT ON COLUMN import_first_row.digest IS
            'of a number, as in person; of acts, of whom and what a row is about, and of all that it says; keyed';
        ALTER TABLE import_row ADD COLUMN record_id uuid;
        COMMENT ON COLUMN import_row.record_id IS 'the death or move that it recorded, by which a list is revoked';
    """)


def downgrade() -> None:
    """Which record a row made is forgotten."""
    execute_script("""
        ALTER TABLE import_row DROP COLUMN record_id;
        ALTER TABLE import_first_row RENAME CONSTRAINT fk_import_first_row_import_id TO fk_import_number_import_id;
        ALTER TABLE import_first_row RENAME CONSTRAINT pk_import_first_row TO pk_import_number;
        ALTER TABLE import_first_row RENAME COLUMN digest TO id_number_hash;
        ALTER TABLE import_first_row RENAME TO import_number;
        COMMENT ON COLUMN import_number.id_number_hash IS
            'as in person; of acts, a keyed digest of whom and what a row is about, and one of all that it says';
    """)
