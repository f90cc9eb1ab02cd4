"""Milestones of age are told: of everybody who is registered, when the worker starts."""

from shared.database.script import execute_script

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """None is told yet."""
    execute_script("""
        CREATE TABLE age_milestone (
            milestone_id uuid NOT NULL,
            person_id uuid NOT NULL,
            age integer NOT NULL,
            version integer NOT NULL,
            month date,
            is_withdrawn boolean NOT NULL,
            CONSTRAINT pk_age_milestone PRIMARY KEY (milestone_id),
            CONSTRAINT fk_age_milestone_person_id FOREIGN KEY (person_id) REFERENCES person (person_id),
            CONSTRAINT uq_age_milestone_person_id_age UNIQUE (person_id, age)
        );
        COMMENT ON TABLE age_milestone IS 'milestones of age that were told';
        COMMENT ON COLUMN age_milestone.version IS 'events published about it';
        COMMENT ON COLUMN age_milestone.month IS 'its first day, where it was told when it came';
        COMMENT ON COLUMN age_milestone.is_withdrawn IS 'the date of birth was wrong: it is not reached yet';

        CREATE TABLE age_looked_at (
            person_id uuid NOT NULL,
            looked_at timestamptz NOT NULL,
            CONSTRAINT pk_age_looked_at PRIMARY KEY (person_id),
            CONSTRAINT fk_age_looked_at_person_id
                FOREIGN KEY (person_id) REFERENCES data_key (person_id) ON DELETE CASCADE
        );
        COMMENT ON TABLE age_looked_at IS 'persons whose age was looked at this month (milestones)';
    """)


def downgrade() -> None:
    """Nobody knows what was told: it would be told again."""
    execute_script("DROP TABLE age_looked_at; DROP TABLE age_milestone;")
