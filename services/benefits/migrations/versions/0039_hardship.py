"""Kinds of hardship that applications say; what a month had been paid when a payment was reckoned."""

from shared.database.script import execute_script

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """No application says one so far; what was paid beside earlier payments is taken as nothing."""
    execute_script("""
        ALTER TABLE benefit_application ADD COLUMN hardship_kind text;
        COMMENT ON COLUMN benefit_application.hardship_kind IS
            'a word of the code list hardship-kind; null: the programme asks for none';
        ALTER TABLE payment ADD COLUMN beside_fen bigint NOT NULL DEFAULT 0;
        COMMENT ON COLUMN payment.beside_fen IS 'paid for the month already when it was reckoned';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("""
        ALTER TABLE payment DROP COLUMN beside_fen;
        ALTER TABLE benefit_application DROP COLUMN hardship_kind;
    """)
