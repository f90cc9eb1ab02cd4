"""Systems of others that do not read Kafka are sent events: signed, in order, again until they are taken."""

from shared.database.script import execute_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing is sent to anybody before a secret was made for him."""
    execute_script("""
        ALTER TABLE subscription ADD COLUMN address text;
        COMMENT ON COLUMN subscription.address IS 'where events are posted to; null: by another door';
        COMMENT ON COLUMN subscription.over IS 'kafka, http, webhook';

        CREATE TABLE webhook (
            webhook_id uuid NOT NULL,
            subscriber text NOT NULL,
            data_key bytea NOT NULL,
            secret bytea NOT NULL,
            secret_at timestamptz NOT NULL,
            secret_by uuid NOT NULL,
            feed text,
            position bigint NOT NULL,
            tries integer NOT NULL,
            failing_since timestamptz,
            next_attempt_at timestamptz NOT NULL,
            stopped_at timestamptz,
            stopped_for text,
            CONSTRAINT pk_webhook PRIMARY KEY (webhook_id),
            CONSTRAINT uq_webhook_subscriber UNIQUE (subscriber),
            CONSTRAINT ck_webhook_stopped CHECK ((stopped_at IS NULL) = (stopped_for IS NULL))
        );
        COMMENT ON TABLE webhook IS 'systems of others that events are posted to, and how that stands';
        COMMENT ON COLUMN webhook.subscriber IS 'name of the system';
        COMMENT ON COLUMN webhook.data_key IS 'wrapped by the master key';
        COMMENT ON COLUMN webhook.secret IS 'what events are signed with, encrypted under data_key';
        COMMENT ON COLUMN webhook.secret_at IS 'when it was made';
        COMMENT ON COLUMN webhook.secret_by IS 'account';
        COMMENT ON COLUMN webhook.feed IS 'the feed that position is of; null: nothing was sent yet';
        COMMENT ON COLUMN webhook.position IS 'of feed_event: everything up to here is sent';
        COMMENT ON COLUMN webhook.tries IS 'of the next event that failed';
        COMMENT ON COLUMN webhook.failing_since IS 'null: the last attempt succeeded';
        COMMENT ON COLUMN webhook.stopped_at IS 'null: it goes on';
        COMMENT ON COLUMN webhook.stopped_for IS 'by-hand, gone, failing';

        CREATE TABLE webhook_attempt (
            attempt_id uuid NOT NULL,
            subscriber text NOT NULL,
            position bigint NOT NULL,
            event_id uuid NOT NULL,
            type text NOT NULL,
            attempted_at timestamptz NOT NULL,
            outcome text NOT NULL,
            status integer,
            reason text NOT NULL,
            answer text NOT NULL,
            CONSTRAINT pk_webhook_attempt PRIMARY KEY (attempt_id)
        );
        CREATE INDEX ix_webhook_attempt_subscriber_attempt_id ON webhook_attempt (subscriber, attempt_id);
        CREATE INDEX ix_webhook_attempt_attempted_at ON webhook_attempt (attempted_at);
        COMMENT ON TABLE webhook_attempt IS 'attempts to post an event; of some months';
        COMMENT ON COLUMN webhook_attempt.attempt_id IS 'in the order of time';
        COMMENT ON COLUMN webhook_attempt.position IS 'of feed_event';
        COMMENT ON COLUMN webhook_attempt.type IS 'name of the event type';
        COMMENT ON COLUMN webhook_attempt.outcome IS 'delivered, refused, failed';
        COMMENT ON COLUMN webhook_attempt.status IS 'of the answer; null: there was none';
        COMMENT ON COLUMN webhook_attempt.reason IS 'why there was no answer';
        COMMENT ON COLUMN webhook_attempt.answer IS 'the beginning of it';
    """)


def downgrade() -> None:
    """Nobody is sent events any more, and no secret is known."""
    execute_script("""
        DROP TABLE webhook_attempt;
        DROP TABLE webhook;
        ALTER TABLE subscription DROP COLUMN address;
        COMMENT ON COLUMN subscription.over IS 'kafka, http';
    """)
