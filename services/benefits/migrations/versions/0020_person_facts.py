"""Facts that conditions ask for."""

from shared.database.script import execute_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """None, until they are told."""
    execute_script("""
        CREATE TABLE person_fact (
            source_id uuid NOT NULL CONSTRAINT pk_person_fact PRIMARY KEY,
            person_id uuid NOT NULL,
            fact text NOT NULL,
            value text NOT NULL,
            since date,
            until date
        );
        CREATE INDEX ix_person_fact_person_id ON person_fact (person_id);
        CREATE INDEX ix_person_fact_fact_value ON person_fact (fact, value);
        COMMENT ON TABLE person_fact IS 'categories, ages, relations and roles of persons, each with its time';
        COMMENT ON COLUMN person_fact.source_id IS 'the holding, relation, term or milestone it comes from';
        COMMENT ON COLUMN person_fact.fact IS 'of which fact of a condition it is a value';
        COMMENT ON COLUMN person_fact.since IS 'first day it holds; null: always did';
        COMMENT ON COLUMN person_fact.until IS 'first day it holds no longer; null: it holds';
    """)


def downgrade() -> None:
    """They are forgotten, and told again by a rebuild."""
    execute_script("DROP TABLE person_fact;")
