"""The service network as a tree: units, their names over time, when each was established and closed."""
