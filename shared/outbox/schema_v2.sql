COMMENT ON TABLE outbox IS 'every event of this service, published or not; rows are only inserted, and kept for good';
