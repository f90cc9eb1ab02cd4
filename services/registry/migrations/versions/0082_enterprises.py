"""An entrepreneur's term names his enterprise."""

from shared.database.script import execute_script

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    """No term names one yet."""
    execute_script("""
        ALTER TABLE social_role ADD COLUMN enterprise_name text;
        ALTER TABLE social_role ADD COLUMN enterprise_code text;
        COMMENT ON COLUMN social_role.enterprise_name IS 'what an entrepreneur runs';
        COMMENT ON COLUMN social_role.enterprise_code IS 'its unified social credit code (GB 32100)';
        ALTER TABLE social_role ADD CONSTRAINT ck_social_role_enterprise CHECK (
            enterprise_name IS NULL OR kind = 'entrepreneur'
        ) NOT VALID;
        ALTER TABLE social_role ADD CONSTRAINT ck_social_role_enterprise_code CHECK (
            enterprise_code IS NULL OR enterprise_name IS NOT NULL
        ) NOT VALID;
    """)


def downgrade() -> None:
    """What enterprises are called is lost."""
    execute_script("""
        -- squawk-ignore ban-drop-column
        ALTER TABLE social_role DROP COLUMN enterprise_code;
        -- squawk-ignore ban-drop-column
        ALTER TABLE social_role DROP COLUMN enterprise_name;
    """)
