ALTER TABLE stream_version ADD COLUMN event_id uuid;
COMMENT ON COLUMN stream_version.event_id IS 'the event at sequence; null when it is not known, as after a discard';

ALTER TABLE consumer_offset ADD COLUMN event_id uuid;
ALTER TABLE consumer_offset ADD COLUMN event_at timestamptz;
COMMENT ON COLUMN consumer_offset.event_id IS 'the last event before next';
COMMENT ON COLUMN consumer_offset.event_at IS 'when the fact of that event was recorded';

CREATE TABLE topic_progress (
    "group" text NOT NULL,
    topic text NOT NULL,
    lag bigint NOT NULL,
    measured_at timestamptz NOT NULL,
    caught_up_at timestamptz,
    CONSTRAINT pk_topic_progress PRIMARY KEY ("group", topic)
) WITH (fillfactor = 50);
COMMENT ON TABLE topic_progress IS 'how far the group is behind the end of each topic, measured every few seconds';
COMMENT ON COLUMN topic_progress.lag IS 'events not yet applied, over all partitions';
COMMENT ON COLUMN topic_progress.caught_up_at IS 'everything that stood in the topic then is applied or parked';

CREATE TABLE breaker (
    "group" text NOT NULL,
    opened_at timestamptz,
    reason text NOT NULL,
    may_park integer NOT NULL,
    CONSTRAINT pk_breaker PRIMARY KEY ("group")
);
COMMENT ON TABLE breaker IS 'whether the consumers of a group stopped because too much could not be applied';
COMMENT ON COLUMN breaker.opened_at IS 'null while it is closed';
COMMENT ON COLUMN breaker.may_park IS 'events an operator allows to be parked although the breaker would open';

CREATE TABLE seen_type (
    "group" text NOT NULL,
    type text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT pk_seen_type PRIMARY KEY ("group", type)
);
COMMENT ON TABLE seen_type IS 'every type of event this group has met, and where first';

CREATE TABLE projected_type (
    "group" text NOT NULL,
    projection text NOT NULL,
    type text NOT NULL,
    CONSTRAINT pk_projected_type PRIMARY KEY ("group", projection, type)
);
COMMENT ON TABLE projected_type IS 'types of which a projection has been given every event since the first';

CREATE TABLE unreadable_batch (
    id uuid NOT NULL,
    "group" text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    next bigint NOT NULL,
    cause text NOT NULL,
    found_at timestamptz NOT NULL,
    skipped_at timestamptz,
    reason text,
    account_id uuid,
    covered_at timestamptz,
    CONSTRAINT pk_unreadable_batch PRIMARY KEY ("group", topic, partition, "offset"),
    CONSTRAINT uq_unreadable_batch_id UNIQUE (id)
);
COMMENT ON TABLE unreadable_batch IS 'bytes of a log that could not be decoded, where a consumer stood or stands';
COMMENT ON COLUMN unreadable_batch.next IS 'the first offset behind them';
COMMENT ON COLUMN unreadable_batch.skipped_at IS 'when an operator had the consumer go on behind them; null if never';
COMMENT ON COLUMN unreadable_batch.covered_at IS 'when a rebuild by the log made up for the skip';
