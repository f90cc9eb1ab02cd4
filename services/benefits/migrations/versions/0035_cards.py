"""Preferential cards."""

from shared.database.script import execute_script

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE card (
            entry_id uuid NOT NULL CONSTRAINT pk_card PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            kind text NOT NULL,
            applied_on date NOT NULL,
            refused_on date,
            refusal_reason text,
            arrived_on date,
            due_on date,
            return_on date,
            overdue_on date,
            delivered_on date,
            returned_on date,
            replaced_on date,
            replacement_reason text,
            lost_on date,
            cancelled_on date,
            cancellation_reason text,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_card_state CHECK (state IN ('applied', 'refused', 'at-station', 'overdue', 'delivered',
                'returned', 'lost', 'cancelled', 'revoked'))
        );
        CREATE INDEX ix_card_person_id ON card (person_id);
        CREATE UNIQUE INDEX uq_card_person ON card (person_id)
            WHERE state NOT IN ('revoked', 'refused', 'returned', 'cancelled');
        COMMENT ON TABLE card IS 'preferential cards, one of two kinds a person, without their numbers';
        COMMENT ON COLUMN card.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN card.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN card.kind IS 'a word of the code list card-kind';
        COMMENT ON COLUMN card.refusal_reason IS 'a word of the code list card-refusal';
        COMMENT ON COLUMN card.arrived_on IS 'at the station';
        COMMENT ON COLUMN card.due_on IS 'the tenth working day at the station';
        COMMENT ON COLUMN card.return_on IS 'from when on it may go back up';
        COMMENT ON COLUMN card.replaced_on IS 'the last time';
        COMMENT ON COLUMN card.replacement_reason IS 'a word of the code list card-replacement';
        COMMENT ON COLUMN card.lost_on IS 'null: it is there';
        COMMENT ON COLUMN card.cancellation_reason IS 'a word of the code list card-cancellation';
        COMMENT ON COLUMN card.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN card.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE card;")
