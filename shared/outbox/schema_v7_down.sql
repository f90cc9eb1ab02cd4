DROP INDEX ix_outbox_recorded_at;
