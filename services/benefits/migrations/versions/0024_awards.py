"""Rounds of selection: nominees, vetting, points, objections, steps."""

from shared.database.script import execute_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """None was held yet."""
    execute_script("""
        CREATE TABLE selection_round (
            round_id uuid NOT NULL,
            award text NOT NULL,
            year integer NOT NULL,
            level text NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            awards integer NOT NULL,
            workdays integer NOT NULL,
            notice text NOT NULL,
            panel text[] NOT NULL,
            opened_on date NOT NULL,
            stage text NOT NULL,
            vote_document text,
            published_on date,
            ended_on date,
            cancelled_because text,
            version integer NOT NULL,
            CONSTRAINT pk_selection_round PRIMARY KEY (round_id),
            CONSTRAINT ck_selection_round_stage
                CHECK (stage IN ('nominating', 'vetting', 'voting', 'panel', 'publicity', 'awarded', 'cancelled')),
            CONSTRAINT ck_selection_round_ended_on CHECK ((stage IN ('awarded', 'cancelled')) = (ended_on IS NOT NULL)),
            CONSTRAINT ck_selection_round_awards CHECK (awards > 0 AND workdays > 0)
        );
        CREATE INDEX ix_selection_round_org_path ON selection_round USING gist (org_path);
        CREATE UNIQUE INDEX uq_selection_round_open ON selection_round (award, year, level, org_code)
                WHERE stage <> 'cancelled';
        COMMENT ON TABLE selection_round IS 'rounds of selection';
        COMMENT ON COLUMN selection_round.level IS 'county, city, province, nation';
        COMMENT ON COLUMN selection_round.org_code IS 'unit that selects';
        COMMENT ON COLUMN selection_round.awards IS 'how many are awarded';
        COMMENT ON COLUMN selection_round.workdays IS 'of publicity';
        COMMENT ON COLUMN selection_round.notice IS 'by whose number it is held';
        COMMENT ON COLUMN selection_round.panel IS 'its members, by name';
        COMMENT ON COLUMN selection_round.vote_document IS 'of the count';
        COMMENT ON COLUMN selection_round.published_on IS 'first day of its publicity; null: it is not published';
        COMMENT ON COLUMN selection_round.ended_on IS 'awarded or cancelled; null: it goes on';
        COMMENT ON COLUMN selection_round.version IS 'events published about it';

        CREATE TABLE selection_nomination (
            nomination_id uuid NOT NULL,
            round_id uuid NOT NULL,
            person_id uuid NOT NULL,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            nominated_on date NOT NULL,
            merits text NOT NULL,
            standing text NOT NULL,
            reason text,
            votes integer,
            drawn integer,
            place integer,
            is_chosen boolean NOT NULL,
            granted_on date,
            revoked_on date,
            revocation_ground text,
            revocation_document text,
            synthetic boolean NOT NULL,
            CONSTRAINT pk_selection_nomination PRIMARY KEY (nomination_id),
            CONSTRAINT ck_selection_nomination_standing
                CHECK (standing IN ('standing', 'disqualified', 'withdrawn', 'awarded', 'not-awarded', 'revoked')),
            CONSTRAINT ck_selection_nomination_granted_on
                CHECK ((standing IN ('awarded', 'revoked')) = (granted_on IS NOT NULL)),
            CONSTRAINT ck_selection_nomination_revoked_on CHECK ((standing = 'revoked') = (revoked_on IS NOT NULL)),
            CONSTRAINT ck_selection_nomination_revocation_ground
                CHECK ((revoked_on IS NULL) = (revocation_ground IS NULL)),
            CONSTRAINT ck_selection_nomination_votes CHECK (votes >= 0),
            CONSTRAINT fk_selection_nomination_round_id FOREIGN KEY(round_id) REFERENCES selection_round (round_id)
        );
        CREATE INDEX ix_selection_nomination_org_path ON selection_nomination USING gist (org_path);
        CREATE INDEX ix_selection_nomination_person_id ON selection_nomination (person_id);
        CREATE UNIQUE INDEX uq_selection_nomination_person ON selection_nomination (round_id, person_id)
                WHERE standing <> 'withdrawn';
        COMMENT ON TABLE selection_nomination IS 'who is nominated in a round, and what comes of it';
        COMMENT ON COLUMN selection_nomination.org_code IS 'unit that answered for the person when he was nominated';
        COMMENT ON COLUMN selection_nomination.merits IS 'without personal data; not on the bus';
        COMMENT ON COLUMN selection_nomination.reason IS 'why he was disqualified or withdrawn';
        COMMENT ON COLUMN selection_nomination.votes IS 'of the public; null: not counted yet';
        COMMENT ON COLUMN selection_nomination.drawn IS 'his place in a draw between equals';
        COMMENT ON COLUMN selection_nomination.place IS 'by votes and points, when it was last published';
        COMMENT ON COLUMN selection_nomination.is_chosen IS 'is published as to be awarded';

        CREATE TABLE selection_vetting (
            nomination_id uuid NOT NULL,
            office text NOT NULL,
            passed boolean NOT NULL,
            document text NOT NULL,
            vetted_on date NOT NULL,
            recorded_by uuid NOT NULL,
            CONSTRAINT pk_selection_vetting PRIMARY KEY (nomination_id, office),
            CONSTRAINT fk_selection_vetting_nomination_id
                FOREIGN KEY(nomination_id) REFERENCES selection_nomination (nomination_id)
        );
        COMMENT ON TABLE selection_vetting IS 'what offices said of nominees';
        COMMENT ON COLUMN selection_vetting.office IS 'party, discipline, police, petitions';
        COMMENT ON COLUMN selection_vetting.recorded_by IS 'account';

        CREATE TABLE selection_points (
            nomination_id uuid NOT NULL,
            member integer NOT NULL,
            points integer,
            withdrew_because text,
            CONSTRAINT pk_selection_points PRIMARY KEY (nomination_id, member),
            CONSTRAINT ck_selection_points_points CHECK ((points IS NULL) = (withdrew_because IS NOT NULL)),
            CONSTRAINT ck_selection_points_range CHECK (points BETWEEN 0 AND 100),
            CONSTRAINT fk_selection_points_nomination_id
                FOREIGN KEY(nomination_id) REFERENCES selection_nomination (nomination_id)
        );
        COMMENT ON TABLE selection_points IS 'points of the panel''s members';
        COMMENT ON COLUMN selection_points.member IS 'his number in the panel, from 1 on';
        COMMENT ON COLUMN selection_points.points IS 'of 100; null: he withdrew';
        COMMENT ON COLUMN selection_points.withdrew_because IS 'he is kin of the nominee, or nearly';

        CREATE TABLE selection_objection (
            round_id uuid NOT NULL,
            number integer NOT NULL,
            nomination_id uuid NOT NULL,
            raised_on date NOT NULL,
            said text NOT NULL,
            taken_down_by uuid NOT NULL,
            settled_on date,
            is_upheld boolean,
            found text,
            settled_by uuid,
            CONSTRAINT pk_selection_objection PRIMARY KEY (round_id, number),
            CONSTRAINT ck_selection_objection_is_upheld CHECK ((settled_on IS NULL) = (is_upheld IS NULL)),
            CONSTRAINT fk_selection_objection_round_id FOREIGN KEY(round_id) REFERENCES selection_round (round_id),
            CONSTRAINT fk_selection_objection_nomination_id
                FOREIGN KEY(nomination_id) REFERENCES selection_nomination (nomination_id)
        );
        COMMENT ON TABLE selection_objection IS 'objections to nominees who were published';
        COMMENT ON COLUMN selection_objection.number IS 'from 0 on, in the round';
        COMMENT ON COLUMN selection_objection.said IS 'what was objected; without personal data';
        COMMENT ON COLUMN selection_objection.taken_down_by IS 'account';
        COMMENT ON COLUMN selection_objection.found IS 'what was found';
        COMMENT ON COLUMN selection_objection.settled_by IS 'account';

        CREATE TABLE selection_step (
            round_id uuid NOT NULL,
            number integer NOT NULL,
            step text NOT NULL,
            stage text NOT NULL,
            on_day date NOT NULL,
            document text,
            recorded_by uuid NOT NULL,
            recorded_at timestamptz NOT NULL,
            CONSTRAINT pk_selection_step PRIMARY KEY (round_id, number),
            CONSTRAINT fk_selection_step_round_id FOREIGN KEY(round_id) REFERENCES selection_round (round_id)
        );
        COMMENT ON TABLE selection_step IS 'how a round went: who took down what, by which paper';
        COMMENT ON COLUMN selection_step.number IS 'version of the round that it led to';
        COMMENT ON COLUMN selection_step.stage IS 'that it led to';
        COMMENT ON COLUMN selection_step.document IS 'minutes, or another paper';
        COMMENT ON COLUMN selection_step.recorded_by IS 'account';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("""
        DROP TABLE selection_step;
        DROP TABLE selection_objection;
        DROP TABLE selection_points;
        DROP TABLE selection_vetting;
        DROP TABLE selection_nomination;
        DROP TABLE selection_round;
    """)
