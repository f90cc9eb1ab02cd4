"""Who dissolved a Party organisation: another one takes that back."""

from shared.database.script import execute_script

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    """Of what was dissolved before, anybody may."""
    execute_script("""
        ALTER TABLE party_organisation ADD COLUMN dissolved_by uuid;
        COMMENT ON COLUMN party_organisation.dissolved_by IS
            'account; null: it stands, or was dissolved before it was kept';
    """)


def downgrade() -> None:
    """The day and the reason stay."""
    execute_script("ALTER TABLE party_organisation DROP COLUMN dissolved_by")
