"""Units that are to be closed, and moves of what units hold."""

from shared.database.script import execute_script

revision = "0080"
down_revision = "0079"


def upgrade() -> None:
    """No unit is to be closed yet."""
    execute_script("""
        ALTER TABLE org_unit ADD COLUMN closing_since date;
        COMMENT ON COLUMN org_unit.closing_since IS
            'since when it takes in nothing new, for it is to be closed; null: it does';
        ALTER TABLE org_unit ADD CONSTRAINT ck_org_unit_closing_since
            CHECK (closing_since IS NULL OR closed_on IS NULL) NOT VALID;
        ALTER TABLE party_application ADD COLUMN earlier jsonb NOT NULL DEFAULT '[]';
        COMMENT ON COLUMN party_application.earlier IS
            'where it was counted before, path and first day elsewhere: units that were merged or divided';
        CREATE TABLE org_unit_closing (
            closing_id uuid NOT NULL CONSTRAINT pk_org_unit_closing PRIMARY KEY,
            org_code text NOT NULL CONSTRAINT fk_org_unit_closing_org_code REFERENCES org_unit (org_code),
            document text NOT NULL,
            begun_by uuid NOT NULL,
            begun_at timestamptz NOT NULL,
            asked integer NOT NULL,
            successor_code text CONSTRAINT fk_org_unit_closing_successor_code REFERENCES org_unit (org_code),
            merged_on date,
            ended_by uuid,
            ended_at timestamptz,
            outcome text,
            end_document text,
            CONSTRAINT ck_org_unit_closing_merged_on CHECK ((successor_code IS NULL) = (merged_on IS NULL)),
            CONSTRAINT ck_org_unit_closing_outcome CHECK ((ended_at IS NULL) = (outcome IS NULL))
        );
        CREATE INDEX ix_org_unit_closing_org_code ON org_unit_closing (org_code);
        CREATE UNIQUE INDEX uq_org_unit_closing_open ON org_unit_closing (org_code) WHERE ended_at IS NULL;
        COMMENT ON TABLE org_unit_closing IS 'units that are, or were, to be closed';
        COMMENT ON COLUMN org_unit_closing.begun_by IS 'account';
        COMMENT ON COLUMN org_unit_closing.asked IS 'version of the unit by which services were asked last';
        COMMENT ON COLUMN org_unit_closing.successor_code IS 'what it is merged into; null: nothing';
        COMMENT ON COLUMN org_unit_closing.merged_on IS 'the day of the merger';
        COMMENT ON COLUMN org_unit_closing.ended_by IS 'account; null: it is to be closed still';
        COMMENT ON COLUMN org_unit_closing.outcome IS 'closed, withdrawn';
        COMMENT ON COLUMN org_unit_closing.end_document IS 'why it is not closed after all';
        CREATE TABLE org_unit_answer (
            org_code text NOT NULL,
            service text NOT NULL,
            asked integer NOT NULL,
            open jsonb NOT NULL,
            answered_at timestamptz NOT NULL,
            CONSTRAINT pk_org_unit_answer PRIMARY KEY (org_code, service)
        );
        COMMENT ON TABLE org_unit_answer IS 'what services answered last of units that are to be closed';
        COMMENT ON COLUMN org_unit_answer.asked IS 'version of the unit by which it was asked';
        COMMENT ON COLUMN org_unit_answer.open IS 'what is open there by its code; empty: nothing';
        CREATE TABLE holdings_move (
            move_id uuid NOT NULL CONSTRAINT pk_holdings_move PRIMARY KEY,
            from_code text NOT NULL CONSTRAINT fk_holdings_move_from_code REFERENCES org_unit (org_code),
            to_code text NOT NULL CONSTRAINT fk_holdings_move_to_code REFERENCES org_unit (org_code),
            moved_on date NOT NULL,
            document text NOT NULL,
            asked_by uuid NOT NULL,
            asked_at timestamptz NOT NULL,
            finished_at timestamptz,
            hindrance text
        );
        CREATE INDEX ix_holdings_move_from_code ON holdings_move (from_code);
        CREATE INDEX ix_holdings_move_to_code ON holdings_move (to_code);
        CREATE INDEX ix_holdings_move_open ON holdings_move (move_id) WHERE finished_at IS NULL;
        COMMENT ON TABLE holdings_move IS 'moves of what a unit holds to another one';
        COMMENT ON COLUMN holdings_move.asked_by IS 'account on whose behalf it is worked off';
        COMMENT ON COLUMN holdings_move.finished_at IS 'null: under way';
        COMMENT ON COLUMN holdings_move.hindrance IS
            'why it was stopped before its end: stopped, grant-ended, account-disabled';
        CREATE TABLE holding_moved (
            number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_holding_moved PRIMARY KEY,
            move_id uuid NOT NULL CONSTRAINT fk_holding_moved_move_id REFERENCES holdings_move (move_id),
            kind text NOT NULL,
            item_id uuid NOT NULL,
            outcome text,
            zh text,
            en text
        );
        CREATE UNIQUE INDEX uq_holding_moved_item ON holding_moved (move_id, kind, item_id);
        CREATE INDEX ix_holding_moved_open ON holding_moved (move_id, number) WHERE outcome IS NULL;
        COMMENT ON TABLE holding_moved IS 'what such a move takes along, and what became of each';
        COMMENT ON COLUMN holding_moved.kind IS 'what it is: a row of KINDS';
        COMMENT ON COLUMN holding_moved.outcome IS 'moved, or the code of the refusal; null: not yet';
        COMMENT ON COLUMN holding_moved.zh IS 'why it was not moved';
        COMMENT ON COLUMN holding_moved.en IS 'why it was not moved';
    """)


def downgrade() -> None:
    """Which units were to be closed is forgotten."""
    execute_script("""
        DROP TABLE holding_moved;
        DROP TABLE holdings_move;
        DROP TABLE org_unit_answer;
        DROP TABLE org_unit_closing;
        ALTER TABLE party_application DROP COLUMN earlier;
        ALTER TABLE org_unit DROP COLUMN closing_since;
    """)
