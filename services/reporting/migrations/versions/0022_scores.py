"""Rounds of assessment, their stations and scores."""

from shared.database.script import execute_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """A score is written once; the database itself refuses to change or delete one."""
    execute_script("""
        CREATE TABLE assessment_round (
            round_id uuid NOT NULL CONSTRAINT pk_assessment_round PRIMARY KEY,
            month text NOT NULL CONSTRAINT uq_assessment_round_month UNIQUE,
            scheme_id uuid NOT NULL
                CONSTRAINT fk_assessment_round_scheme_id_assessment_scheme REFERENCES assessment_scheme,
            scheme_number integer NOT NULL,
            terms jsonb NOT NULL,
            snapshot_id uuid NOT NULL
                CONSTRAINT fk_assessment_round_snapshot_id_snapshot REFERENCES snapshot,
            state text NOT NULL CONSTRAINT ck_assessment_round_state
                CHECK (state IN ('open', 'provisional', 'confirmed', 'published')),
            version integer NOT NULL,
            edition integer NOT NULL,
            appeals_until date,
            opened_by uuid NOT NULL,
            opened_at timestamptz NOT NULL,
            CONSTRAINT ck_assessment_round_edition
                CHECK (state = 'open' OR (edition > 0 AND appeals_until IS NOT NULL))
        );
        COMMENT ON TABLE assessment_round IS 'the assessment of a month';
        COMMENT ON COLUMN assessment_round.month IS '2019-04';
        COMMENT ON COLUMN assessment_round.terms IS
            'of the scheme, as it was when the round was opened';
        COMMENT ON COLUMN assessment_round.snapshot_id IS 'figures that it goes by';
        COMMENT ON COLUMN assessment_round.version IS 'events published about it';
        COMMENT ON COLUMN assessment_round.edition IS 'rankings that were made of it';
        COMMENT ON COLUMN assessment_round.appeals_until IS
            'the last day for appeals; null: not provisional yet';
        COMMENT ON COLUMN assessment_round.opened_by IS 'account';

        CREATE TABLE assessed_station (
            round_id uuid NOT NULL
                CONSTRAINT fk_assessed_station_round_id_assessment_round REFERENCES assessment_round,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            listed text NOT NULL,
            CONSTRAINT pk_assessed_station PRIMARY KEY (round_id, org_code)
        );
        CREATE INDEX ix_assessed_station_org_path ON assessed_station USING gist (org_path);
        COMMENT ON TABLE assessed_station IS 'the stations of a round';
        COMMENT ON COLUMN assessed_station.org_path IS 'as it stood at the end of the month';
        COMMENT ON COLUMN assessed_station.listed IS
            'a word of the code list ranking-list: whom it is compared with';

        CREATE TABLE score (
            round_id uuid NOT NULL,
            org_code text NOT NULL,
            indicator text NOT NULL,
            edition integer NOT NULL CONSTRAINT ck_score_edition CHECK (edition > 0),
            points numeric(5, 2) NOT NULL CONSTRAINT ck_score_points CHECK (points >= 0),
            source text NOT NULL,
            steps jsonb NOT NULL,
            evidence text,
            reason text,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_score PRIMARY KEY (round_id, org_code, indicator, edition),
            CONSTRAINT fk_score_station FOREIGN KEY (round_id, org_code) REFERENCES assessed_station,
            CONSTRAINT ck_score_reason CHECK (edition = 1 OR reason IS NOT NULL),
            CONSTRAINT ck_score_evidence CHECK (source <> 'inspector' OR evidence IS NOT NULL)
        );
        COMMENT ON TABLE score IS 'every score that was given; none is changed';
        COMMENT ON COLUMN score.indicator IS 'of the scheme; or bonus, deduction, veto';
        COMMENT ON COLUMN score.edition IS 'the last one holds';
        COMMENT ON COLUMN score.source IS 'a word of the code list score-source';
        COMMENT ON COLUMN score.steps IS 'the arithmetic of what was reckoned';
        COMMENT ON COLUMN score.evidence IS 'what an inspector goes by';
        COMMENT ON COLUMN score.reason IS 'why it is not what it was before';
        COMMENT ON COLUMN score.recorded_by IS
            'account; of what was reckoned, who opened the round';

        CREATE FUNCTION refuse_to_change_a_score() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a score that was given never changes' USING ERRCODE = 'restrict_violation';
        END
        $$;
        CREATE TRIGGER score_is_given BEFORE UPDATE OR DELETE ON score
            FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_score();
    """)


def downgrade() -> None:
    """They are gone."""
    execute_script("""
        DROP TABLE score, assessed_station, assessment_round;
        DROP FUNCTION refuse_to_change_a_score();
    """)
