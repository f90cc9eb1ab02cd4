"""An attachment says what it is a picture of."""

from shared.database.script import execute_script

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    """Of what is attached already nobody said so."""
    execute_script("""
        ALTER TABLE attachment ADD COLUMN paper text;
        COMMENT ON COLUMN attachment.paper IS 'what it is a picture of: identity-document, certificate, statement …';
    """)


def downgrade() -> None:
    """Nobody knows it any more."""
    execute_script("ALTER TABLE attachment DROP COLUMN paper")
