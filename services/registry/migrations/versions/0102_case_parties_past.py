"""What was said of parties of cases before they were removed."""

from shared.database.script import execute_script

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    """Of who was removed before now the audit tells."""
    execute_script("""
        ALTER TABLE case_party_past ADD COLUMN removed_on date;
        ALTER TABLE case_party_past ADD COLUMN reason text;
        ALTER TABLE case_party_past ADD COLUMN document text;
        COMMENT ON TABLE case_party_past IS
            'what was said of a party before it was corrected, or he was removed';
        COMMENT ON COLUMN case_party_past.removed_on IS 'said to be a party no longer since then; null: was one';
        COMMENT ON COLUMN case_party_past.reason IS 'why: a word of the code list case-party-removal';
        COMMENT ON COLUMN case_party_past.document IS 'what it rested on, by kind and number';
    """)


def downgrade() -> None:
    """The audit tells of it."""
    execute_script("""
        ALTER TABLE case_party_past DROP COLUMN document;
        ALTER TABLE case_party_past DROP COLUMN reason;
        ALTER TABLE case_party_past DROP COLUMN removed_on;
        COMMENT ON TABLE case_party_past IS 'who was said to be the party before that was corrected';
    """)
