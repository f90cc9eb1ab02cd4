"""A day by which the level that is asked decides, why an application came late; of which hardship an entitlement is."""

from shared.database.script import execute_script

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """No programme has such days so far. The kind is that of the application."""
    execute_script("""
        ALTER TABLE benefit_application ADD COLUMN due_on date;
        COMMENT ON COLUMN benefit_application.due_on IS
            'last day on which the level that is asked is to decide; null: it has none';
        ALTER TABLE benefit_application ADD COLUMN late_because text;
        COMMENT ON COLUMN benefit_application.late_because IS
            'why it came after its version had ended; null: it did not';
        ALTER TABLE entitlement ADD COLUMN hardship_kind text;
        COMMENT ON COLUMN entitlement.hardship_kind IS 'that was applied for; null: the programme asks for none';
        UPDATE entitlement SET hardship_kind = benefit_application.hardship_kind
        FROM benefit_application
        WHERE benefit_application.application_id = entitlement.application_id
          AND benefit_application.hardship_kind IS NOT NULL;
    """)


def downgrade() -> None:
    """They are forgotten; applications still say their kind."""
    execute_script("""
        ALTER TABLE entitlement DROP COLUMN hardship_kind;
        ALTER TABLE benefit_application DROP COLUMN late_because;
        ALTER TABLE benefit_application DROP COLUMN due_on;
    """)
