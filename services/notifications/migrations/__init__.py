"""The schema of the notifications database, in numbered steps."""
