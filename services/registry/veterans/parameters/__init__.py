"""Facts a registration is read by: the fields of a person's file and the code sets their values come from."""
