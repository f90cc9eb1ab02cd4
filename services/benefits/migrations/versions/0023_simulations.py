"""Simulations of drafts, and whom they found a change for."""

from shared.database.script import execute_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """None was asked for yet."""
    execute_script("""
        CREATE TABLE simulation (
            simulation_id uuid NOT NULL CONSTRAINT pk_simulation PRIMARY KEY,
            proposal_id uuid NOT NULL,
            programme_code text NOT NULL,
            draft_version integer NOT NULL,
            content jsonb NOT NULL,
            on_day date NOT NULL,
            state text NOT NULL,
            persons integer NOT NULL,
            weighed integer NOT NULL,
            last_person_id uuid,
            outcomes jsonb NOT NULL,
            fen_before bigint NOT NULL,
            fen_after bigint NOT NULL,
            unpriced_before integer NOT NULL,
            unpriced_after integer NOT NULL,
            asked_by uuid NOT NULL,
            asked_at timestamptz NOT NULL,
            ended_at timestamptz,
            CONSTRAINT ck_simulation_state CHECK (state IN ('running', 'done', 'stopped', 'failed')),
            CONSTRAINT ck_simulation_ended_at CHECK ((state = 'running') = (ended_at IS NULL))
        );
        CREATE UNIQUE INDEX uq_simulation_running ON simulation (proposal_id) WHERE ended_at IS NULL;
        CREATE INDEX ix_simulation_proposal_id ON simulation (proposal_id);
        COMMENT ON TABLE simulation IS 'drafts of programmes weighed over everybody';
        COMMENT ON COLUMN simulation.proposal_id IS 'the draft';
        COMMENT ON COLUMN simulation.draft_version IS 'as it was written then';
        COMMENT ON COLUMN simulation.content IS 'the programme as the draft had it';
        COMMENT ON COLUMN simulation.on_day IS 'the day whose facts are weighed';
        COMMENT ON COLUMN simulation.persons IS 'to be weighed, when it was asked for';
        COMMENT ON COLUMN simulation.last_person_id IS 'the last one weighed; they are taken in the order of their ids';
        COMMENT ON COLUMN simulation.outcomes IS 'before/after: how many persons';
        COMMENT ON COLUMN simulation.unpriced_before IS 'entitled persons whose amount is not known';
        COMMENT ON COLUMN simulation.unpriced_after IS 'entitled persons whose amount is not known';
        COMMENT ON COLUMN simulation.asked_by IS 'account';
        COMMENT ON COLUMN simulation.ended_at IS 'null: it is running';
        CREATE TABLE simulated_change (
            simulation_id uuid NOT NULL
                CONSTRAINT fk_simulated_change_simulation_id_simulation REFERENCES simulation ON DELETE CASCADE,
            person_id uuid NOT NULL,
            org_path ltree,
            before text NOT NULL,
            after text NOT NULL,
            CONSTRAINT pk_simulated_change PRIMARY KEY (simulation_id, person_id)
        );
        COMMENT ON TABLE simulated_change IS 'for whom a draft would change something';
        COMMENT ON COLUMN simulated_change.org_path IS 'where the person is kept; null: not in the register';
        COMMENT ON COLUMN simulated_change.before IS 'entitled, not-entitled, needs-evidence';
        COMMENT ON COLUMN simulated_change.after IS 'entitled, not-entitled, needs-evidence';
    """)


def downgrade() -> None:
    """They are forgotten."""
    execute_script("DROP TABLE simulated_change; DROP TABLE simulation;")
