"""Jobs: employers, postings, wishes, hires, fairs, what was pushed."""

from shared.database.script import execute_script

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE job_employer (
            entry_id uuid NOT NULL CONSTRAINT pk_job_employer PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            name text NOT NULL,
            kind text NOT NULL,
            registered_on date NOT NULL,
            ended_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_employer_state CHECK (state IN ('registered', 'ended', 'revoked'))
        );
        CREATE UNIQUE INDEX uq_job_employer_name ON job_employer (name) WHERE state = 'registered';
        COMMENT ON TABLE job_employer IS 'those who offer work to veterans';
        COMMENT ON COLUMN job_employer.org_code IS 'the unit of the county itself';
        COMMENT ON COLUMN job_employer.org_path IS 'of that unit';
        COMMENT ON COLUMN job_employer.name IS 'official name';
        COMMENT ON COLUMN job_employer.kind IS 'a word of the code list job-employer-kind';
        COMMENT ON COLUMN job_employer.ended_on IS 'after this day it posts nothing';
        COMMENT ON COLUMN job_employer.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_employer.version IS 'events published about it';

        CREATE TABLE job_posting (
            entry_id uuid NOT NULL CONSTRAINT pk_job_posting PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            employer_id uuid NOT NULL
                CONSTRAINT fk_job_posting_employer_id REFERENCES job_employer (entry_id),
            title text NOT NULL,
            occupation text NOT NULL,
            place text NOT NULL,
            wage_fen bigint,
            places integer NOT NULL,
            veterans_first boolean NOT NULL,
            posted_on date NOT NULL,
            open_until date NOT NULL,
            closed_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_posting_places CHECK (places > 0),
            CONSTRAINT ck_job_posting_state CHECK (state IN ('open', 'closed', 'revoked'))
        );
        CREATE INDEX ix_job_posting_employer_id ON job_posting (employer_id);
        COMMENT ON TABLE job_posting IS 'work that employers offer';
        COMMENT ON COLUMN job_posting.org_code IS 'the unit of the county itself';
        COMMENT ON COLUMN job_posting.org_path IS 'of that unit';
        COMMENT ON COLUMN job_posting.occupation IS 'a word of the code list job-occupation';
        COMMENT ON COLUMN job_posting.place IS 'a word of the code list job-place';
        COMMENT ON COLUMN job_posting.wage_fen IS 'a month, at least; null: not said';
        COMMENT ON COLUMN job_posting.places IS 'so many persons are sought';
        COMMENT ON COLUMN job_posting.veterans_first IS 'whether veterans are taken first';
        COMMENT ON COLUMN job_posting.open_until IS 'the last day';
        COMMENT ON COLUMN job_posting.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_posting.version IS 'events published about it';

        CREATE TABLE job_preference (
            entry_id uuid NOT NULL CONSTRAINT pk_job_preference PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            occupation text,
            place text NOT NULL,
            wage_fen bigint,
            wished_on date NOT NULL,
            opted_out_on date,
            opted_in_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_preference_state CHECK (state IN ('seeking', 'opted-out', 'revoked'))
        );
        CREATE INDEX ix_job_preference_person_id ON job_preference (person_id);
        CREATE UNIQUE INDEX uq_job_preference_person ON job_preference (person_id) WHERE state <> 'revoked';
        COMMENT ON TABLE job_preference IS 'what work persons wish to be told of, and who does not';
        COMMENT ON COLUMN job_preference.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN job_preference.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN job_preference.occupation IS 'a word of the code list job-occupation; null: any';
        COMMENT ON COLUMN job_preference.place IS 'a word of the code list job-place: so far at most';
        COMMENT ON COLUMN job_preference.wage_fen IS 'a month, at least; null: any';
        COMMENT ON COLUMN job_preference.opted_out_on IS 'nothing is pushed to the person from then on';
        COMMENT ON COLUMN job_preference.opted_in_on IS 'wishes to be told again, since';
        COMMENT ON COLUMN job_preference.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_preference.version IS 'events published about it';

        CREATE TABLE job_hire (
            entry_id uuid NOT NULL CONSTRAINT pk_job_hire PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            posting_id uuid NOT NULL
                CONSTRAINT fk_job_hire_posting_id REFERENCES job_posting (entry_id),
            hired_on date NOT NULL,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_hire_state CHECK (state IN ('hired', 'revoked'))
        );
        CREATE INDEX ix_job_hire_person_id ON job_hire (person_id);
        CREATE UNIQUE INDEX uq_job_hire_posting ON job_hire (posting_id, person_id) WHERE state <> 'revoked';
        COMMENT ON TABLE job_hire IS 'who was hired for which posting';
        COMMENT ON COLUMN job_hire.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN job_hire.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN job_hire.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_hire.version IS 'events published about it';

        CREATE TABLE job_fair (
            entry_id uuid NOT NULL CONSTRAINT pk_job_fair PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            name text NOT NULL,
            place text NOT NULL,
            held_on date NOT NULL,
            employers integer NOT NULL,
            posts integer NOT NULL,
            attendees integer NOT NULL,
            intents integer NOT NULL,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_job_fair_state CHECK (state IN ('held', 'revoked'))
        );
        COMMENT ON TABLE job_fair IS 'job fairs';
        COMMENT ON COLUMN job_fair.org_code IS 'the unit of the county itself';
        COMMENT ON COLUMN job_fair.org_path IS 'of that unit';
        COMMENT ON COLUMN job_fair.employers IS 'how many came';
        COMMENT ON COLUMN job_fair.posts IS 'how many places they offered';
        COMMENT ON COLUMN job_fair.attendees IS 'how many veterans came';
        COMMENT ON COLUMN job_fair.intents IS 'how many of them agreed with an employer to go on';
        COMMENT ON COLUMN job_fair.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN job_fair.version IS 'events published about it';

        CREATE TABLE job_push (
            push_id uuid NOT NULL CONSTRAINT pk_job_push PRIMARY KEY,
            person_id uuid NOT NULL,
            week date NOT NULL,
            posting_ids uuid[] NOT NULL,
            CONSTRAINT uq_job_push_person_id_week UNIQUE (person_id, week)
        );
        CREATE INDEX ix_job_push_week ON job_push (week);
        COMMENT ON TABLE job_push IS
            'which postings were put together for whom in which week: one batch a week';
        COMMENT ON COLUMN job_push.week IS 'its Monday';
        COMMENT ON COLUMN job_push.posting_ids IS 'the best first';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script(
        "DROP TABLE job_push; DROP TABLE job_fair; DROP TABLE job_hire; DROP TABLE job_preference;"
        " DROP TABLE job_posting; DROP TABLE job_employer;"
    )
