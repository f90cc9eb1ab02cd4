"""Visits."""

from shared.database.script import execute_script

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE visit (
            entry_id uuid NOT NULL CONSTRAINT pk_visit PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            year integer NOT NULL,
            occasion text NOT NULL,
            level text NOT NULL,
            planned_on date NOT NULL,
            gift_fen bigint,
            made_on date,
            missed_on date,
            miss_reason text,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_visit_state CHECK (state IN ('planned', 'made', 'missed', 'revoked')),
            CONSTRAINT ck_visit_one_end CHECK (made_on IS NULL OR missed_on IS NULL)
        );
        CREATE INDEX ix_visit_person_id ON visit (person_id);
        CREATE UNIQUE INDEX uq_visit_festival ON visit (person_id, year, occasion, level)
            WHERE state <> 'revoked' AND missed_on IS NULL AND occasion IN ('spring-festival', 'army-day');
        COMMENT ON TABLE visit IS 'visits to persons and their families';
        COMMENT ON COLUMN visit.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN visit.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN visit.year IS 'whose visit it is';
        COMMENT ON COLUMN visit.occasion IS 'a word of the code list visit-occasion';
        COMMENT ON COLUMN visit.level IS 'a word of the code list visit-level';
        COMMENT ON COLUMN visit.gift_fen IS 'what is given; null: nothing';
        COMMENT ON COLUMN visit.miss_reason IS 'a word of the code list visit-miss';
        COMMENT ON COLUMN visit.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN visit.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE visit;")
