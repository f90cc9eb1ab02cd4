"""What files in registry say that programmes ask for is asked of registry, and kept sealed."""

from shared.database.script import execute_script

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Everybody in the directory is asked for."""
    execute_script("""
        CREATE TABLE file_facts (
            person_id uuid NOT NULL,
            asked_on date NOT NULL,
            data_key bytea NOT NULL,
            facts bytea NOT NULL,
            CONSTRAINT pk_file_facts PRIMARY KEY (person_id)
        );
        COMMENT ON TABLE file_facts IS 'what files in registry say of persons that programmes ask for';
        COMMENT ON COLUMN file_facts.asked_on IS 'the last time';
        COMMENT ON COLUMN file_facts.data_key IS 'wrapped by the master key; deleting the row is erasure';
        COMMENT ON COLUMN file_facts.facts IS 'each with the day since when it is known; encrypted';
        CREATE TABLE fact_fetch (
            person_id uuid NOT NULL,
            wanted_version integer NOT NULL,
            fetched_version integer NOT NULL,
            wanted_at timestamptz NOT NULL,
            next_attempt_at timestamptz NOT NULL,
            CONSTRAINT pk_fact_fetch PRIMARY KEY (person_id)
        );
        COMMENT ON TABLE fact_fetch IS
            'of whom registry told that his file says something else, until it was asked';
        COMMENT ON COLUMN fact_fetch.wanted_version IS 'sequence of the event that told of a change';
        COMMENT ON COLUMN fact_fetch.fetched_version IS 'the change that was asked about';
        COMMENT ON COLUMN fact_fetch.wanted_at IS 'told by registry';
        CREATE INDEX ix_fact_fetch_wanted ON fact_fetch (next_attempt_at) WHERE wanted_version > fetched_version;
        INSERT INTO fact_fetch (person_id, wanted_version, fetched_version, wanted_at, next_attempt_at)
            SELECT veteran_id, 1, 0, now(), now() FROM veteran WHERE NOT erased;
    """)


def downgrade() -> None:
    """Papers alone say it again."""
    execute_script("DROP TABLE fact_fetch; DROP TABLE file_facts;")
