"""Schemes of assessment."""

from shared.database.script import execute_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """None is there at first: a county drafts its own, beginning with the default."""
    execute_script("""
        CREATE TABLE assessment_scheme (
            scheme_id uuid NOT NULL CONSTRAINT pk_assessment_scheme PRIMARY KEY,
            number integer,
            state text NOT NULL CONSTRAINT ck_assessment_scheme_state
                CHECK (state IN ('draft', 'adopted', 'ended')),
            terms jsonb NOT NULL,
            valid_from date NOT NULL,
            valid_until date,
            document text NOT NULL,
            version integer NOT NULL,
            told integer NOT NULL,
            written_by uuid[] NOT NULL,
            written_at timestamptz NOT NULL,
            adopted_by uuid,
            adopted_at timestamptz,
            ended_by uuid,
            ended_at timestamptz,
            end_reason text,
            CONSTRAINT ck_assessment_scheme_number CHECK ((state = 'draft') = (number IS NULL)),
            CONSTRAINT ck_assessment_scheme_adopted_at CHECK ((adopted_at IS NULL) = (number IS NULL)),
            CONSTRAINT ck_assessment_scheme_ended_at CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
            CONSTRAINT ck_assessment_scheme_valid_until CHECK (valid_until >= valid_from)
        );
        CREATE UNIQUE INDEX uq_assessment_scheme_number ON assessment_scheme (number);
        COMMENT ON TABLE assessment_scheme IS 'schemes of assessment';
        COMMENT ON COLUMN assessment_scheme.number IS
            'of those that were brought into force, in order; null: a draft';
        COMMENT ON COLUMN assessment_scheme.terms IS
            'marks by indicator, what lateness costs, caps: decimals as text';
        COMMENT ON COLUMN assessment_scheme.valid_until IS 'the last day; null: not known yet';
        COMMENT ON COLUMN assessment_scheme.document IS 'what it rests on, by kind and number';
        COMMENT ON COLUMN assessment_scheme.version IS 'what was done with it';
        COMMENT ON COLUMN assessment_scheme.told IS 'events published about it';
        COMMENT ON COLUMN assessment_scheme.written_by IS
            'accounts: none of them brings it into force';
        COMMENT ON COLUMN assessment_scheme.written_at IS 'the last time';
        COMMENT ON COLUMN assessment_scheme.adopted_by IS 'account';
        COMMENT ON COLUMN assessment_scheme.ended_by IS 'account';
    """)


def downgrade() -> None:
    """They are gone."""
    execute_script("DROP TABLE assessment_scheme")
