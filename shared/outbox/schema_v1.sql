CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    aggregate_id text NOT NULL,
    aggregate_version bigint NOT NULL,
    type text NOT NULL,
    headers bytea NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_topic_aggregate_id_aggregate_version UNIQUE (topic, aggregate_id, aggregate_version)
);
COMMENT ON TABLE outbox IS 'every event of this service, published or not; rows are only inserted, and dropped when old';
COMMENT ON COLUMN outbox.headers IS 'the record headers, msgpack of [[name, bytes], …]';
COMMENT ON COLUMN outbox.payload IS 'the record value as it goes out';

CREATE TABLE outbox_position (
    one boolean NOT NULL,
    floor bigint NOT NULL,
    ahead int8multirange NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT pk_outbox_position PRIMARY KEY (one),
    CONSTRAINT ck_outbox_position_one CHECK (one)
) WITH (fillfactor = 20);
COMMENT ON TABLE outbox_position IS 'which rows of the outbox are published: one row, changed by compare-and-swap on revision';
COMMENT ON COLUMN outbox_position.floor IS 'every id up to here is published or will never exist';
COMMENT ON COLUMN outbox_position.ahead IS 'ids above the floor that are published too';
