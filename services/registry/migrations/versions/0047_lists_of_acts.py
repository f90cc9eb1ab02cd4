"""Imports of lists of acts: deaths, moves, corrections."""

from alembic import op

from shared.database.script import execute_script

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Imports there are, are of registrations."""
    execute_script("""
        ALTER TABLE register_import
            ADD COLUMN kind text NOT NULL DEFAULT 'registrations',
            ADD COLUMN proposed_count integer NOT NULL DEFAULT 0,
            ADD COLUMN ambiguous_count integer NOT NULL DEFAULT 0,
            ADD CONSTRAINT ck_register_import_kind CHECK (
                kind IN ('registrations', 'deaths', 'relocations', 'corrections')
            ) NOT VALID;
    """)
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE import_row DROP CONSTRAINT ck_import_row_outcome")
    execute_script("""
        ALTER TABLE import_row
            ADD CONSTRAINT ck_import_row_outcome CHECK (
                outcome IN ('accepted', 'proposed', 'duplicate', 'ambiguous', 'rejected')
            ) NOT VALID;
        COMMENT ON COLUMN register_import.kind IS 'registrations, or acts of one kind';
        COMMENT ON TABLE import_number IS
            'the first row of each identity number, or of each act, in a file, while it is being judged';
        COMMENT ON COLUMN import_number.id_number_hash IS
            'as in person; of acts, a keyed digest of whom and what a row is about, and one of all that it says';
        COMMENT ON COLUMN import_row.veteran_id IS
            'who was registered, or is already and is the caller''s to see; whom an act was done to';
        COMMENT ON COLUMN import_row.duplicate_row IS 'the row of this file with the same number, or the same act';
    """)


def downgrade() -> None:
    """Lists of acts are forgotten; what they did stays."""
    execute_script("""
        DELETE FROM import_chunk USING register_import AS i
            WHERE i.import_id = import_chunk.import_id AND i.kind <> 'registrations';
        DELETE FROM import_number USING register_import AS i
            WHERE i.import_id = import_number.import_id AND i.kind <> 'registrations';
        DELETE FROM import_row USING register_import AS i
            WHERE i.import_id = import_row.import_id AND i.kind <> 'registrations';
        DELETE FROM register_import WHERE kind <> 'registrations';
        ALTER TABLE import_row DROP CONSTRAINT ck_import_row_outcome;
        ALTER TABLE import_row
            ADD CONSTRAINT ck_import_row_outcome CHECK (outcome IN ('accepted', 'duplicate', 'rejected')) NOT VALID;
        ALTER TABLE import_row VALIDATE CONSTRAINT ck_import_row_outcome;
        ALTER TABLE register_import
            DROP CONSTRAINT ck_register_import_kind,
            DROP COLUMN kind, DROP COLUMN proposed_count, DROP COLUMN ambiguous_count;
        COMMENT ON TABLE import_number IS 'the first row of each identity number in a file, while it is being judged';
        COMMENT ON COLUMN import_number.id_number_hash IS 'as in person';
        COMMENT ON COLUMN import_row.veteran_id IS 'who was registered, or is already and is the caller''s to see';
        COMMENT ON COLUMN import_row.duplicate_row IS 'the row of this file with the same number';
    """)
