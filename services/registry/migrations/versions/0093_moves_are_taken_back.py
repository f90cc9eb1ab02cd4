"""Moves of what a unit holds are taken back as a whole."""

from shared.database.script import execute_script

revision = "0093"
down_revision = "0092"


def upgrade() -> None:
    """What became of pieces until now is not known: a move of those is not taken back as a whole."""
    execute_script("""
        ALTER TABLE holdings_move
            ADD COLUMN act text DEFAULT 'handover' NOT NULL,
            ADD COLUMN takes_back uuid;
        COMMENT ON COLUMN holdings_move.act IS 'it was part of: handover, merger, split';
        COMMENT ON COLUMN holdings_move.takes_back IS 'the move that it takes back';
        ALTER TABLE holdings_move ADD CONSTRAINT ck_holdings_move_act
            CHECK (act IN ('handover', 'merger', 'split')) NOT VALID;
        ALTER TABLE holdings_move ADD CONSTRAINT fk_holdings_move_takes_back
            FOREIGN KEY (takes_back) REFERENCES holdings_move (move_id) NOT VALID;
        ALTER TABLE holding_moved ADD COLUMN became uuid;
        COMMENT ON COLUMN holding_moved.became IS 'the record that stands for it since, at the unit that took over';
    """)


def downgrade() -> None:
    """What is under way goes on."""
    execute_script("""
        ALTER TABLE holding_moved DROP COLUMN became;
        ALTER TABLE holdings_move DROP CONSTRAINT fk_holdings_move_takes_back;
        ALTER TABLE holdings_move DROP CONSTRAINT ck_holdings_move_act;
        ALTER TABLE holdings_move DROP COLUMN takes_back, DROP COLUMN act;
    """)
