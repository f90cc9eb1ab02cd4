"""Systems of others get what they are granted, and no more: the events are kept once, and read by subscription."""

from shared.database.script import execute_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """The worker fills `feed_event` from the first event of the topics on."""
    execute_script("""
        CREATE TABLE subscription (
            subscriber text NOT NULL,
            types text[] NOT NULL,
            divisions text[] NOT NULL,
            over text NOT NULL,
            account_id uuid,
            feed text,
            until_on date NOT NULL,
            revoked_at timestamptz,
            CONSTRAINT pk_subscription PRIMARY KEY (subscriber)
        );
        CREATE INDEX ix_subscription_account_id ON subscription (account_id);
        COMMENT ON TABLE subscription IS 'what systems of others may read, as registry says';
        COMMENT ON COLUMN subscription.subscriber IS 'name of the system';
        COMMENT ON COLUMN subscription.types IS 'names of event types';
        COMMENT ON COLUMN subscription.divisions IS 'units; none: the whole county';
        COMMENT ON COLUMN subscription.over IS 'kafka, http';
        COMMENT ON COLUMN subscription.account_id IS 'the machine that reads over HTTP; null: by another door';
        COMMENT ON COLUMN subscription.feed IS
        'the topic written for it alone; null: it reads the topics of its types';
        COMMENT ON COLUMN subscription.until_on IS 'the last day';
        COMMENT ON COLUMN subscription.revoked_at IS 'null: not revoked';

        CREATE TABLE feed_event (
            position bigint NOT NULL,
            event_id uuid NOT NULL,
            type text NOT NULL,
            topic text NOT NULL,
            key text NOT NULL,
            places text[] NOT NULL,
            reaches text[] NOT NULL,
            headers bytea NOT NULL,
            data bytea NOT NULL,
            kept_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_feed_event PRIMARY KEY (position),
            CONSTRAINT uq_feed_event_event_id UNIQUE (event_id)
        );
        CREATE INDEX ix_feed_event_topic_key_position ON feed_event (topic, key, position);
        COMMENT ON TABLE feed_event IS
        'events of the county that others may be given, once each; rows are only inserted, and kept for good';
        COMMENT ON COLUMN feed_event.position IS '1, 2, … without gaps';
        COMMENT ON COLUMN feed_event.type IS 'name of the event type, without version';
        COMMENT ON COLUMN feed_event.topic IS 'the county''s topic it stands on';
        COMMENT ON COLUMN feed_event.places IS 'units it stood at; none: the county''s';
        COMMENT ON COLUMN feed_event.reaches IS 'these, and those where the one before it of its key stood';
        COMMENT ON COLUMN feed_event.headers IS 'the record headers, msgpack of [[name, bytes], …]';
        COMMENT ON COLUMN feed_event.data IS 'the record value';

        CREATE TABLE feed_source (
            topic text NOT NULL,
            partition integer NOT NULL,
            next bigint NOT NULL,
            last_id text NOT NULL,
            CONSTRAINT pk_feed_source PRIMARY KEY (topic, partition)
        );
        COMMENT ON TABLE feed_source IS 'how far the county''s topics are kept in feed_event';
        COMMENT ON COLUMN feed_source.next IS 'the offset to read next';
        COMMENT ON COLUMN feed_source.last_id IS 'id of the event before it, as its record says';

        CREATE TABLE feed_position (
            feed text NOT NULL,
            position bigint NOT NULL,
            moved_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT pk_feed_position PRIMARY KEY (feed)
        );
        COMMENT ON TABLE feed_position IS
        'how far feeds are handed on by us; who fetches keeps his own cursor';
        COMMENT ON COLUMN feed_position.position IS 'of feed_event: everything up to here is handed on';
    """)


def downgrade() -> None:
    """Others read nothing from feeds any more."""
    for table in ("feed_position", "feed_source", "feed_event", "subscription"):
        execute_script(f"DROP TABLE {table}")
