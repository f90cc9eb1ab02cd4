"""Health checks, and what entries of books said."""

from shared.database.script import execute_script

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE health_check (
            entry_id uuid NOT NULL CONSTRAINT pk_health_check PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            year integer NOT NULL,
            batch integer NOT NULL,
            provider text NOT NULL,
            scheduled_on date NOT NULL,
            completed_on date,
            missed_on date,
            miss_reason text,
            followed_up_on date,
            follow_up text,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_health_check_state
                CHECK (state IN ('scheduled', 'completed', 'missed', 'followed-up', 'revoked')),
            CONSTRAINT ck_health_check_one_end CHECK (completed_on IS NULL OR missed_on IS NULL)
        );
        CREATE INDEX ix_health_check_person_id ON health_check (person_id);
        CREATE UNIQUE INDEX uq_health_check_year ON health_check (person_id, year)
            WHERE state <> 'revoked' AND missed_on IS NULL;
        COMMENT ON TABLE health_check IS 'health checks of persons; attendance, no results';
        COMMENT ON COLUMN health_check.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN health_check.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN health_check.year IS 'whose check it is: one a year';
        COMMENT ON COLUMN health_check.batch IS 'in the year, from 1 on';
        COMMENT ON COLUMN health_check.provider IS 'official name of the hospital';
        COMMENT ON COLUMN health_check.miss_reason IS 'a word of the code list health-check-miss';
        COMMENT ON COLUMN health_check.follow_up IS 'a word of the code list health-check-follow-up';
        COMMENT ON COLUMN health_check.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN health_check.version IS 'events published about it';
        CREATE TABLE entry_version (
            entry_id uuid NOT NULL,
            version integer NOT NULL,
            book text NOT NULL,
            act text NOT NULL,
            facts jsonb NOT NULL,
            document text NOT NULL,
            changed_by uuid NOT NULL,
            changed_at timestamptz NOT NULL,
            CONSTRAINT pk_entry_version PRIMARY KEY (entry_id, version)
        );
        COMMENT ON TABLE entry_version IS 'what entries of books said, version by version';
        COMMENT ON COLUMN entry_version.act IS 'recorded, corrected, revoked, or the step that was taken';
        COMMENT ON COLUMN entry_version.facts IS 'what the entry said from then on';
        COMMENT ON COLUMN entry_version.document IS 'what this rests on, or why it was done';
        COMMENT ON COLUMN entry_version.changed_by IS 'account';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE health_check; DROP TABLE entry_version;")
