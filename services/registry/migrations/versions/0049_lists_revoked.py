"""What a list of acts did can be taken back as a whole: by an import of revocations."""

from alembic import op

from shared.database.script import execute_script

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """No import revokes another yet."""
    execute_script("""
        ALTER TABLE register_import ADD COLUMN revokes uuid;
    """)
    op.execute(
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE register_import DROP CONSTRAINT ck_register_import_kind"
    )
    execute_script("""
        ALTER TABLE register_import
            ADD CONSTRAINT ck_register_import_kind CHECK (
                kind IN (
                    'registrations', 'deaths', 'relocations', 'corrections', 'death-revocations',
                    'relocation-revocations'
                )
            ) NOT VALID;
        COMMENT ON COLUMN register_import.revokes IS 'the import whose acts this one takes back';
    """)


def downgrade() -> None:
    """Imports of revocations are forgotten; what they revoked stays revoked."""
    execute_script("""
        DELETE FROM import_chunk USING register_import AS i
            WHERE i.import_id = import_chunk.import_id AND i.kind LIKE '%-revocations';
        DELETE FROM import_number USING register_import AS i
            WHERE i.import_id = import_number.import_id AND i.kind LIKE '%-revocations';
        DELETE FROM import_row USING register_import AS i
            WHERE i.import_id = import_row.import_id AND i.kind LIKE '%-revocations';
        DELETE FROM register_import WHERE kind LIKE '%-revocations';
        ALTER TABLE register_import DROP CONSTRAINT ck_register_import_kind;
        ALTER TABLE register_import
            ADD CONSTRAINT ck_register_import_kind CHECK (
                kind IN ('registrations', 'deaths', 'relocations', 'corrections')
            ) NOT VALID;
        ALTER TABLE register_import VALIDATE CONSTRAINT ck_register_import_kind;
        ALTER TABLE register_import DROP COLUMN revokes;
    """)
