"""Who wrote in a record of branch life, or handed it in, decides nothing on it."""

from shared.database.script import execute_script

revision = "0092"
down_revision = "0091"


def upgrade() -> None:
    """Who handed in the draft of another until now is not known."""
    execute_script("""
        ALTER TABLE branch_record ADD COLUMN written_by uuid[] DEFAULT '{}' NOT NULL;
        COMMENT ON COLUMN branch_record.written_by IS
            'accounts that recorded it, corrected it, handed it in: none of them accepts or returns it';
        UPDATE branch_record SET written_by = ARRAY(
            SELECT recorded_by UNION SELECT corrected_by FROM former_record
            WHERE kind = 'branch_record' AND former_record.record_id = branch_record.record_id::text
        );
    """)


def downgrade() -> None:
    """Who corrected it stands with what it said before."""
    execute_script("ALTER TABLE branch_record DROP COLUMN written_by;")
