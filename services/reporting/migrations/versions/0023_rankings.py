"""Rankings of assessments, and appeals against scores."""

from shared.database.script import execute_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Where a station ranks is written once; another ranking stands beside it."""
    execute_script("""
        CREATE TABLE ranking (
            round_id uuid NOT NULL
                CONSTRAINT fk_ranking_round_id_assessment_round REFERENCES assessment_round,
            edition integer NOT NULL,
            made_by uuid NOT NULL,
            made_at timestamptz NOT NULL,
            confirmed_by uuid,
            confirmed_at timestamptz,
            published_by uuid,
            published_at timestamptz,
            CONSTRAINT pk_ranking PRIMARY KEY (round_id, edition),
            CONSTRAINT ck_ranking_published_at CHECK (published_at IS NULL OR confirmed_at IS NOT NULL)
        );
        COMMENT ON TABLE ranking IS 'the rankings of a round; the last one holds';
        COMMENT ON COLUMN ranking.made_by IS 'account; of one after an appeal, who upheld it';
        COMMENT ON COLUMN ranking.confirmed_by IS 'account';
        COMMENT ON COLUMN ranking.published_by IS 'account';

        CREATE TABLE ranking_place (
            round_id uuid NOT NULL,
            edition integer NOT NULL,
            org_code text NOT NULL,
            listed text NOT NULL,
            ahead_of integer NOT NULL,
            place integer,
            total numeric(5, 2) NOT NULL,
            points jsonb NOT NULL,
            CONSTRAINT pk_ranking_place PRIMARY KEY (round_id, edition, org_code),
            CONSTRAINT fk_place_ranking FOREIGN KEY (round_id, edition) REFERENCES ranking
        );
        COMMENT ON TABLE ranking_place IS 'where each station ranks; no row is changed';
        COMMENT ON COLUMN ranking_place.listed IS 'a word of the code list ranking-list';
        COMMENT ON COLUMN ranking_place.ahead_of IS
            'stations of its list behind it; of equals by code';
        COMMENT ON COLUMN ranking_place.place IS 'equals share one; null: vetoed';
        COMMENT ON COLUMN ranking_place.points IS
            'by indicator, as they stood: decimals as text';
        CREATE FUNCTION refuse_to_change_a_place() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a ranking that was made never changes' USING ERRCODE = 'restrict_violation';
        END
        $$;
        CREATE TRIGGER place_is_made BEFORE UPDATE OR DELETE ON ranking_place
            FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_place();

        CREATE TABLE score_appeal (
            appeal_id uuid NOT NULL CONSTRAINT pk_score_appeal PRIMARY KEY,
            round_id uuid NOT NULL
                CONSTRAINT fk_score_appeal_round_id_assessment_round REFERENCES assessment_round,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            indicator text NOT NULL,
            grounds text NOT NULL,
            lodged_by uuid NOT NULL,
            lodged_at timestamptz NOT NULL,
            decide_by date NOT NULL,
            outcome text CONSTRAINT ck_score_appeal_outcome CHECK (outcome IN ('upheld', 'refused')),
            points numeric(5, 2),
            note text,
            decided_by uuid,
            decided_at timestamptz,
            CONSTRAINT ck_score_appeal_decided_at CHECK ((outcome IS NULL) = (decided_at IS NULL)),
            CONSTRAINT ck_score_appeal_points
                CHECK ((points IS NULL) = (outcome IS DISTINCT FROM 'upheld'))
        );
        CREATE UNIQUE INDEX uq_score_appeal_open ON score_appeal (round_id, org_code, indicator)
            WHERE outcome IS NULL;
        CREATE INDEX ix_score_appeal_org_path ON score_appeal USING gist (org_path);
        COMMENT ON TABLE score_appeal IS 'appeals of stations against their scores';
        COMMENT ON COLUMN score_appeal.lodged_by IS 'account';
        COMMENT ON COLUMN score_appeal.decide_by IS 'the last day';
        COMMENT ON COLUMN score_appeal.outcome IS
            'a word of the code list score-appeal-outcome; null: open';
        COMMENT ON COLUMN score_appeal.points IS 'what holds instead, where it was upheld';
        COMMENT ON COLUMN score_appeal.note IS 'why it was decided so';
        COMMENT ON COLUMN score_appeal.decided_by IS 'account';
    """)


def downgrade() -> None:
    """They are gone."""
    execute_script("""
        DROP TABLE score_appeal, ranking_place, ranking;
        DROP FUNCTION refuse_to_change_a_place();
    """)
