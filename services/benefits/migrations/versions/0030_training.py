"""Training: providers, courses, enrolments."""

from shared.database.script import execute_script

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """None was recorded yet."""
    execute_script("""
        CREATE TABLE training_provider (
            entry_id uuid NOT NULL CONSTRAINT pk_training_provider PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            name text NOT NULL,
            kind text NOT NULL,
            approved_on date NOT NULL,
            ended_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_training_provider_state CHECK (state IN ('approved', 'ended', 'revoked'))
        );
        CREATE UNIQUE INDEX uq_training_provider_name ON training_provider (name) WHERE state = 'approved';
        COMMENT ON TABLE training_provider IS 'those who may hold free courses';
        COMMENT ON COLUMN training_provider.org_code IS 'the unit of the county itself';
        COMMENT ON COLUMN training_provider.org_path IS 'of that unit';
        COMMENT ON COLUMN training_provider.name IS 'official name';
        COMMENT ON COLUMN training_provider.kind IS 'a word of the code list training-provider-kind';
        COMMENT ON COLUMN training_provider.ended_on IS 'after this day it offers no course';
        COMMENT ON COLUMN training_provider.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN training_provider.version IS 'events published about it';

        CREATE TABLE training_course (
            entry_id uuid NOT NULL CONSTRAINT pk_training_course PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            provider_id uuid NOT NULL
                CONSTRAINT fk_training_course_provider_id REFERENCES training_provider (entry_id),
            name text NOT NULL,
            skill text NOT NULL,
            places integer NOT NULL,
            offered_on date NOT NULL,
            starts_on date NOT NULL,
            ends_on date NOT NULL,
            cancelled_on date,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_training_course_places CHECK (places > 0),
            CONSTRAINT ck_training_course_state CHECK (state IN ('offered', 'cancelled', 'revoked'))
        );
        CREATE INDEX ix_training_course_provider_id ON training_course (provider_id);
        COMMENT ON TABLE training_course IS 'free courses';
        COMMENT ON COLUMN training_course.org_code IS 'the unit of the county itself';
        COMMENT ON COLUMN training_course.org_path IS 'of that unit';
        COMMENT ON COLUMN training_course.skill IS 'a word of the code list training-skill';
        COMMENT ON COLUMN training_course.places IS 'so many persons at most';
        COMMENT ON COLUMN training_course.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN training_course.version IS 'events published about it';

        CREATE TABLE training_enrolment (
            entry_id uuid NOT NULL CONSTRAINT pk_training_enrolment PRIMARY KEY,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            course_id uuid NOT NULL
                CONSTRAINT fk_training_enrolment_course_id REFERENCES training_course (entry_id),
            enrolled_on date NOT NULL,
            ended_on date,
            qualification text,
            certificate_number text,
            drop_reason text,
            third_month_on date,
            third_month text,
            sixth_month_on date,
            sixth_month text,
            state text NOT NULL,
            document text NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_training_enrolment_state
                CHECK (state IN ('enrolled', 'completed', 'dropped', 'third-month', 'sixth-month', 'revoked'))
        );
        CREATE INDEX ix_training_enrolment_person_id ON training_enrolment (person_id);
        CREATE UNIQUE INDEX uq_training_enrolment_course ON training_enrolment (course_id, person_id)
            WHERE state <> 'revoked';
        CREATE UNIQUE INDEX uq_training_enrolment_certificate
            ON training_enrolment (qualification, certificate_number)
            WHERE state <> 'revoked' AND certificate_number IS NOT NULL;
        COMMENT ON TABLE training_enrolment IS 'who takes part in which course, and what became of him';
        COMMENT ON COLUMN training_enrolment.org_code IS 'where the person stood when this was last written';
        COMMENT ON COLUMN training_enrolment.org_path IS 'of that unit, as it was told';
        COMMENT ON COLUMN training_enrolment.ended_on IS 'day on which the person completed it, or dropped out';
        COMMENT ON COLUMN training_enrolment.qualification IS 'a word of the code list training-certificate';
        COMMENT ON COLUMN training_enrolment.certificate_number IS 'not on the bus';
        COMMENT ON COLUMN training_enrolment.drop_reason IS 'a word of the code list training-drop';
        COMMENT ON COLUMN training_enrolment.third_month_on IS 'day on which it was asked what became of the person';
        COMMENT ON COLUMN training_enrolment.third_month IS 'a word of the code list training-outcome';
        COMMENT ON COLUMN training_enrolment.sixth_month_on IS 'the same, three months later';
        COMMENT ON COLUMN training_enrolment.sixth_month IS 'a word of the code list training-outcome';
        COMMENT ON COLUMN training_enrolment.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN training_enrolment.version IS 'events published about it';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE training_enrolment; DROP TABLE training_course; DROP TABLE training_provider;")
