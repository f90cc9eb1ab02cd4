CREATE TABLE closing_unit (
    org_code text NOT NULL CONSTRAINT pk_closing_unit PRIMARY KEY,
    asked integer NOT NULL,
    successor_code text
);
COMMENT ON TABLE closing_unit IS 'organisations that are to be closed, and take in nothing new';
COMMENT ON COLUMN closing_unit.asked IS 'sequence of the event that asks';
COMMENT ON COLUMN closing_unit.successor_code IS 'the organisation that it is merged into; null: none';
CREATE TABLE unit_clearance (
    org_code text NOT NULL CONSTRAINT pk_unit_clearance PRIMARY KEY,
    asked integer NOT NULL,
    open jsonb NOT NULL,
    answered_at timestamptz NOT NULL,
    version integer NOT NULL
);
COMMENT ON TABLE unit_clearance IS 'what this service answered last of organisations that were to be closed';
COMMENT ON COLUMN unit_clearance.asked IS 'sequence of the event that was answered';
COMMENT ON COLUMN unit_clearance.open IS 'what is open there by its code; empty: nothing';
COMMENT ON COLUMN unit_clearance.version IS 'answers published about it';
