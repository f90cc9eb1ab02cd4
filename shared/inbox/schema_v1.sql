CREATE TABLE consumer_offset (
    "group" text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next bigint NOT NULL,
    anchor bytea,
    CONSTRAINT pk_consumer_offset PRIMARY KEY ("group", topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE consumer_offset IS 'how far each partition is applied; changed only by compare-and-swap on next';
COMMENT ON COLUMN consumer_offset.next IS 'the offset to apply next';
COMMENT ON COLUMN consumer_offset.anchor IS 'fingerprint of the record before next: tells a log that was replaced';

CREATE TABLE stream_version (
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT pk_stream_version PRIMARY KEY (topic, key)
) WITH (fillfactor = 80);
COMMENT ON TABLE stream_version IS 'the last event of each aggregate that was applied, passed over or discarded';

CREATE TABLE parked_key (
    id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    cause text NOT NULL,
    detail text NOT NULL,
    parked_at timestamptz NOT NULL,
    CONSTRAINT pk_parked_key PRIMARY KEY (topic, key),
    CONSTRAINT uq_parked_key_id UNIQUE (id)
);
COMMENT ON TABLE parked_key IS 'aggregates whose events wait for an operator';
COMMENT ON COLUMN parked_key.id IS 'what an operator calls it';
COMMENT ON COLUMN parked_key.detail IS 'what stands in the way, updated by each failed redrive';

CREATE TABLE parked_event (
    id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    sequence bigint,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid,
    type text NOT NULL,
    record_key bytea,
    headers bytea NOT NULL,
    payload bytea,
    cause text NOT NULL,
    detail text NOT NULL,
    parked_at timestamptz NOT NULL,
    CONSTRAINT pk_parked_event PRIMARY KEY (id),
    CONSTRAINT fk_parked_event_topic_key FOREIGN KEY (topic, key) REFERENCES parked_key (topic, key)
);
CREATE INDEX ix_parked_event_topic_key_sequence ON parked_event (topic, key, sequence);
COMMENT ON TABLE parked_event IS 'records that could not be applied, and those that wait behind them, as they arrived';
COMMENT ON COLUMN parked_event.id IS 'derived from the record, so that a repeat is parked once';
COMMENT ON COLUMN parked_event.sequence IS 'null when the envelope could not be read';
COMMENT ON COLUMN parked_event.headers IS 'the record headers, msgpack of [[name, bytes or null], …]';

CREATE TABLE discarded (
    id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    first_sequence bigint,
    last_sequence bigint,
    event_id uuid,
    reason text NOT NULL,
    account_id uuid NOT NULL,
    discarded_at timestamptz NOT NULL,
    CONSTRAINT pk_discarded PRIMARY KEY (id)
);
CREATE INDEX ix_discarded_topic_key ON discarded (topic, key);
COMMENT ON TABLE discarded IS 'events that an operator gave up; a rebuild passes over them as well';
COMMENT ON COLUMN discarded.first_sequence IS 'null when the record given up took no place in the sequence';

CREATE SCHEMA rebuild;
COMMENT ON SCHEMA rebuild IS 'shadow tables while a projection is rebuilt';
