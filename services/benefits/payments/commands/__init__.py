"""Granting what was approved, suspending, resuming, ending and correcting it, forgetting what papers prove."""
