CREATE INDEX ix_outbox_recorded_at ON outbox USING brin (recorded_at);
