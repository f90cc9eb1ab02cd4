"""What became of each promise of each day."""

from shared.database.script import execute_script

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Nothing, until the first morning."""
    execute_script("""
        CREATE TABLE promise_day (
            promise text NOT NULL,
            day date NOT NULL,
            asked_at timestamptz NOT NULL,
            look_at timestamptz,
            claimed_until timestamptz,
            looked_at timestamptz,
            closed_at timestamptz,
            recorded bigint,
            parts jsonb DEFAULT '[]' NOT NULL,
            CONSTRAINT pk_promise_day PRIMARY KEY (promise, day)
        );
        CREATE INDEX ix_promise_day_open ON promise_day (look_at) WHERE look_at IS NOT NULL;
        CREATE INDEX ix_promise_day_day_promise ON promise_day (day, promise);
        COMMENT ON TABLE promise_day IS
            'a row a promise and day: whether all was published, applied and told; ids of events alone';
        COMMENT ON COLUMN promise_day.day IS 'on which its events were recorded, Asia/Shanghai';
        COMMENT ON COLUMN promise_day.asked_at IS 'since when it is to close';
        COMMENT ON COLUMN promise_day.look_at IS 'when it is looked at next; null once it closed';
        COMMENT ON COLUMN promise_day.claimed_until IS 'in hand of a worker until then';
        COMMENT ON COLUMN promise_day.recorded IS 'events of it that day, by the last look';
        COMMENT ON COLUMN promise_day.parts IS 'how many stand how at which service';
    """)


def downgrade() -> None:
    """What had closed is not known any more; later days are asked about anew."""
    execute_script("DROP TABLE promise_day")
