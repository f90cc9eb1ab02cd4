"""Names and numbers of relatives and proxies without a record of their own are corrected by a second person as well."""

from shared.database.script import execute_script

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Those that are there are of persons with a record."""
    execute_script("""
        ALTER TABLE identity_correction
            ADD COLUMN beside_id uuid,
            ADD CONSTRAINT fk_identity_correction_beside_id FOREIGN KEY (beside_id) REFERENCES veteran (veteran_id)
                NOT VALID,
            ADD CONSTRAINT ck_identity_correction_beside_id CHECK (beside_id IS NULL OR kind <> 'birth-date') NOT VALID;
        COMMENT ON COLUMN identity_correction.beside_id IS
            'by whose file it goes: of a relative or proxy without a record of his own; null: the person''s own';
    """)


def downgrade() -> None:
    """Where any was proposed, whose it is would be lost."""
    execute_script("ALTER TABLE identity_correction DROP COLUMN beside_id")
