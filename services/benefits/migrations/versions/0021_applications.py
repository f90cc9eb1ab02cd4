"""Applications for benefits."""

from shared.database.script import execute_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """None yet."""
    execute_script("""
        CREATE TABLE benefit_application (
            application_id uuid NOT NULL CONSTRAINT pk_benefit_application PRIMARY KEY,
            person_id uuid NOT NULL,
            programme_code text NOT NULL,
            programme_version integer NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            applied_on date NOT NULL,
            document text NOT NULL,
            steps text[] NOT NULL,
            workdays integer NOT NULL,
            state text NOT NULL,
            waits_for text,
            published_on date,
            ended_on date,
            synthetic boolean NOT NULL,
            version integer NOT NULL,
            CONSTRAINT ck_benefit_application_state
                CHECK (state IN ('reviewing', 'returned', 'publicity', 'approved', 'refused', 'withdrawn')),
            CONSTRAINT ck_benefit_application_ended_on CHECK ((waits_for IS NULL) = (ended_on IS NOT NULL))
        );
        CREATE INDEX ix_benefit_application_person_id ON benefit_application (person_id);
        CREATE INDEX ix_benefit_application_org_path ON benefit_application USING gist (org_path);
        CREATE UNIQUE INDEX uq_benefit_application_open ON benefit_application (person_id, programme_code)
            WHERE ended_on IS NULL;
        COMMENT ON TABLE benefit_application IS 'applications for benefits';
        COMMENT ON COLUMN benefit_application.programme_version IS 'by whose rules it is decided';
        COMMENT ON COLUMN benefit_application.org_code IS 'unit that answered for the person when he applied';
        COMMENT ON COLUMN benefit_application.document IS 'the papers handed in, by kind and number';
        COMMENT ON COLUMN benefit_application.steps IS 'of the programme''s chain';
        COMMENT ON COLUMN benefit_application.workdays IS 'of publicity';
        COMMENT ON COLUMN benefit_application.waits_for IS 'room, station, centre; null: it has ended';
        COMMENT ON COLUMN benefit_application.published_on IS 'first day of its publicity; null: it is not published';
        COMMENT ON COLUMN benefit_application.version IS 'events published about it';

        CREATE TABLE benefit_opinion (
            application_id uuid NOT NULL,
            number integer NOT NULL,
            step text NOT NULL,
            outcome text NOT NULL,
            given_by uuid NOT NULL,
            given_at timestamptz NOT NULL,
            reason_code text,
            clause text,
            note text,
            facts_digest text NOT NULL,
            CONSTRAINT pk_benefit_opinion PRIMARY KEY (application_id, number),
            CONSTRAINT fk_benefit_opinion_application_id FOREIGN KEY (application_id)
                REFERENCES benefit_application (application_id),
            CONSTRAINT ck_benefit_opinion_outcome CHECK (outcome IN ('agree', 'refuse', 'supplement')),
            CONSTRAINT ck_benefit_opinion_reason_code CHECK ((outcome = 'agree') = (reason_code IS NULL)),
            CONSTRAINT ck_benefit_opinion_clause CHECK (outcome <> 'refuse' OR clause IS NOT NULL)
        );
        COMMENT ON TABLE benefit_opinion IS 'applications for benefits: who said what, when and why';
        COMMENT ON COLUMN benefit_opinion.number IS 'from 1 on';
        COMMENT ON COLUMN benefit_opinion.step IS 'room, station, centre';
        COMMENT ON COLUMN benefit_opinion.given_by IS 'account';
        COMMENT ON COLUMN benefit_opinion.clause IS 'code of the programme''s rule that a refusal rests on';
        COMMENT ON COLUMN benefit_opinion.note IS 'in the words of who gave it; not on the bus';
        COMMENT ON COLUMN benefit_opinion.facts_digest IS
            'SHA-256 of the facts that the person was known by that day';

        CREATE TABLE benefit_objection (
            application_id uuid NOT NULL,
            number integer NOT NULL,
            published_on date NOT NULL,
            raised_on date NOT NULL,
            said text NOT NULL,
            taken_down_by uuid NOT NULL,
            settled_on date,
            is_upheld boolean,
            found text,
            settled_by uuid,
            CONSTRAINT pk_benefit_objection PRIMARY KEY (application_id, published_on, number),
            CONSTRAINT fk_benefit_objection_application_id FOREIGN KEY (application_id)
                REFERENCES benefit_application (application_id),
            CONSTRAINT ck_benefit_objection_is_upheld CHECK ((settled_on IS NULL) = (is_upheld IS NULL))
        );
        COMMENT ON TABLE benefit_objection IS 'objections to applications that were published';
        COMMENT ON COLUMN benefit_objection.number IS 'from 0 on, since it was last published';
        COMMENT ON COLUMN benefit_objection.published_on IS 'first day of the publicity that it was raised in';
        COMMENT ON COLUMN benefit_objection.said IS 'what was objected; without personal data';
        COMMENT ON COLUMN benefit_objection.taken_down_by IS 'account';
        COMMENT ON COLUMN benefit_objection.found IS 'what was found';
        COMMENT ON COLUMN benefit_objection.settled_by IS 'account';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE benefit_objection; DROP TABLE benefit_opinion; DROP TABLE benefit_application;")
