"""Tables of amounts."""

from shared.database.script import execute_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """They have no lines yet."""
    execute_script("""
        CREATE TABLE amount_line (
            line_id uuid NOT NULL CONSTRAINT pk_amount_line PRIMARY KEY,
            table_code text NOT NULL,
            key text NOT NULL,
            since date NOT NULL,
            value bigint NOT NULL,
            source text NOT NULL,
            set_by uuid NOT NULL,
            set_at timestamptz NOT NULL,
            withdrawn_at timestamptz,
            withdrawn_by uuid,
            reason text,
            CONSTRAINT ck_amount_line_value CHECK (value >= 0),
            CONSTRAINT ck_amount_line_reason CHECK ((withdrawn_at IS NULL) = (reason IS NULL))
        );
        CREATE UNIQUE INDEX uq_amount_line_standing ON amount_line (table_code, key, since)
            WHERE withdrawn_at IS NULL;
        COMMENT ON TABLE amount_line IS 'amounts by table, key and day';
        COMMENT ON COLUMN amount_line.key IS 'for what, such as war/3; empty where the table has one value a day';
        COMMENT ON COLUMN amount_line.since IS 'first day it holds';
        COMMENT ON COLUMN amount_line.value IS 'fen; thousandths where the table is one of shares';
        COMMENT ON COLUMN amount_line.source IS 'the notice it comes from';
        COMMENT ON COLUMN amount_line.set_by IS 'account';
        COMMENT ON COLUMN amount_line.withdrawn_at IS 'null: it stands';
        COMMENT ON COLUMN amount_line.withdrawn_by IS 'account';
        COMMENT ON COLUMN amount_line.reason IS 'why it was withdrawn';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE amount_line;")
