"""What a topic's owner disowns is gone from feeds, and whoever has read of it begins anew."""

from alembic import op

from shared.database.script import execute_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """What is kept may hold what its owner disowned before: it is kept anew, from the first event on. So the table is
    empty where its indexes are made."""
    execute_script("""
        CREATE TABLE feed_history (
            topic text NOT NULL,
            position bigint NOT NULL,
            begun_at timestamptz NOT NULL,
            CONSTRAINT pk_feed_history PRIMARY KEY (topic)
        );
        COMMENT ON TABLE feed_history IS
        'topics of the county that were made anew since they were first read: what was kept of them before is gone';
        COMMENT ON COLUMN feed_history.position IS 'the last that was given until then; none is given twice';
        COMMENT ON COLUMN feed_history.begun_at IS 'since when its history is another';

        DELETE FROM feed_event;
        DELETE FROM feed_source;
        DELETE FROM feed_position;
        COMMENT ON TABLE feed_event IS
        'events of the county that others may be given, once each; kept as long as their topics hold them';
        COMMENT ON COLUMN feed_event.position IS '1, 2, …; none is given twice';
        COMMENT ON COLUMN feed_event.reaches IS 'whom it is told to: these, and where those before it did';

        ALTER TABLE feed_position ADD COLUMN history timestamptz;
        COMMENT ON COLUMN feed_position.history IS 'of what is handed on; null: it was never another';
        ALTER TABLE webhook ADD COLUMN history timestamptz;
        COMMENT ON COLUMN webhook.history IS 'of what is sent; null: it was never another';
        UPDATE webhook SET feed = NULL, position = 0;
    """)
    for index in (
        "ix_feed_event_type_position ON feed_event (type, position)",
        "ix_feed_event_reaches ON feed_event USING gin (reaches)",
    ):
        op.execute(f"-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX {index}")


def downgrade() -> None:
    """Who has read of a topic that was made anew is not told."""
    execute_script("""
        ALTER TABLE webhook DROP COLUMN history;
        ALTER TABLE feed_position DROP COLUMN history;
        DROP INDEX ix_feed_event_type_position, ix_feed_event_reaches;
        COMMENT ON COLUMN feed_event.position IS '1, 2, … without gaps';
        COMMENT ON COLUMN feed_event.reaches IS 'these, and those where the one before it of its key stood';
        COMMENT ON TABLE feed_event IS
        'events of the county that others may be given, once each; rows are only inserted, and kept for good';
        DROP TABLE feed_history;
    """)
