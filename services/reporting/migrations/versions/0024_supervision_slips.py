"""Supervision slips to stations."""

from shared.database.script import execute_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """A slip of the next colour follows one at most."""
    execute_script("""
        CREATE TABLE supervision_slip (
            slip_id uuid NOT NULL CONSTRAINT pk_supervision_slip PRIMARY KEY,
            org_code text NOT NULL,
            org_path ltree NOT NULL,
            colour text NOT NULL
                CONSTRAINT ck_supervision_slip_colour CHECK (colour IN ('blue', 'orange', 'red')),
            matter text NOT NULL,
            demand text NOT NULL,
            issued_on date NOT NULL,
            due_on date NOT NULL,
            follows uuid CONSTRAINT fk_supervision_slip_follows_supervision_slip REFERENCES supervision_slip,
            state text NOT NULL
                CONSTRAINT ck_supervision_slip_state CHECK (state IN ('issued', 'answered', 'closed')),
            version integer NOT NULL,
            overdue_on date,
            answered_on date,
            answered_by uuid[] NOT NULL,
            outcome text,
            closed_on date,
            CONSTRAINT ck_supervision_slip_outcome CHECK ((state = 'closed') = (outcome IS NOT NULL)),
            CONSTRAINT ck_supervision_slip_closed_on CHECK ((outcome IS NULL) = (closed_on IS NULL)),
            CONSTRAINT ck_supervision_slip_answered_on
                CHECK (state <> 'answered' OR answered_on IS NOT NULL),
            CONSTRAINT ck_supervision_slip_follows CHECK ((colour = 'blue') = (follows IS NULL))
        );
        CREATE UNIQUE INDEX uq_supervision_slip_follows ON supervision_slip (follows);
        CREATE INDEX ix_supervision_slip_org_path ON supervision_slip USING gist (org_path);
        CREATE INDEX ix_supervision_slip_open ON supervision_slip (due_on) WHERE state = 'issued';
        COMMENT ON TABLE supervision_slip IS 'supervision slips to stations';
        COMMENT ON COLUMN supervision_slip.org_path IS 'of the station, as it stood that day';
        COMMENT ON COLUMN supervision_slip.colour IS 'a word of the code list supervision-colour';
        COMMENT ON COLUMN supervision_slip.matter IS 'a word of the code list supervision-matter';
        COMMENT ON COLUMN supervision_slip.demand IS 'what is to be done';
        COMMENT ON COLUMN supervision_slip.due_on IS 'the last day for an answer';
        COMMENT ON COLUMN supervision_slip.follows IS 'the slip of the colour before';
        COMMENT ON COLUMN supervision_slip.version IS 'events published about it';
        COMMENT ON COLUMN supervision_slip.overdue_on IS
            'when it was told to be overdue, by the day on which it is due now';
        COMMENT ON COLUMN supervision_slip.answered_on IS
            'when it was last answered; null: not, or sent back';
        COMMENT ON COLUMN supervision_slip.answered_by IS
            'accounts that answered: none decides on an answer';
        COMMENT ON COLUMN supervision_slip.outcome IS
            'a word of the code list supervision-outcome; null: not closed';

        CREATE TABLE supervision_slip_step (
            slip_id uuid NOT NULL
                CONSTRAINT fk_supervision_slip_step_slip_id_supervision_slip REFERENCES supervision_slip,
            version integer NOT NULL,
            act text NOT NULL,
            due_on date NOT NULL,
            note text,
            by uuid,
            at timestamptz NOT NULL,
            CONSTRAINT pk_supervision_slip_step PRIMARY KEY (slip_id, version)
        );
        COMMENT ON TABLE supervision_slip_step IS 'all that was done with a slip';
        COMMENT ON COLUMN supervision_slip_step.version IS 'of the slip, after it';
        COMMENT ON COLUMN supervision_slip_step.due_on IS 'of the slip, after it';
        COMMENT ON COLUMN supervision_slip_step.note IS 'what was done, or why';
        COMMENT ON COLUMN supervision_slip_step.by IS 'account; null: the clock';
    """)


def downgrade() -> None:
    """They are gone."""
    execute_script("DROP TABLE supervision_slip_step, supervision_slip;")
