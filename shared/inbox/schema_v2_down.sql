DROP TABLE unreadable_batch;
DROP TABLE projected_type;
DROP TABLE seen_type;
DROP TABLE breaker;
DROP TABLE topic_progress;
ALTER TABLE consumer_offset DROP COLUMN event_at;
ALTER TABLE consumer_offset DROP COLUMN event_id;
ALTER TABLE stream_version DROP COLUMN event_id;
