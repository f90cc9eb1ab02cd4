"""The schema of the benefits database, in numbered steps."""
