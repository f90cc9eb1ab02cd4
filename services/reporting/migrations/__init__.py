"""The schema of the reporting database, in numbered steps."""
