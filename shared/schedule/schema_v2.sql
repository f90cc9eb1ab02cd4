CREATE TABLE schedule (
    name text NOT NULL,
    key text NOT NULL,
    due_at timestamptz NOT NULL,
    payload jsonb NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    failure text,
    CONSTRAINT pk_schedule PRIMARY KEY (name, key)
);
CREATE INDEX ix_schedule_next_attempt_at ON schedule (next_attempt_at);
COMMENT ON TABLE schedule IS 'what is due, or will be; a recurring job has one row, a one-off thing has one until it is done';
COMMENT ON COLUMN schedule.name IS 'the job';
COMMENT ON COLUMN schedule.key IS 'what it is about; empty for a recurring job';
COMMENT ON COLUMN schedule.due_at IS 'the instant it is for';
COMMENT ON COLUMN schedule.payload IS 'what the run needs to know, or where a job in parts goes on; no personal data';
COMMENT ON COLUMN schedule.next_attempt_at IS 'due_at, or later after a failure';
COMMENT ON COLUMN schedule.attempts IS 'that failed in a row';
COMMENT ON COLUMN schedule.failure IS 'of the last attempt: the code of a refusal or the name of an error';
