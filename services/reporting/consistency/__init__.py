"""What must agree between figures: rules as data, checked on what the projections hold as of a day."""
