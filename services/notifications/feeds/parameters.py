"""Bounds of what is read at once."""

KAFKA, HTTP = "kafka", "http"

MOST_EVENTS = 500  # in an answer, and written at once
