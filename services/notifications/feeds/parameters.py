"""Bounds of what is read at once."""

KAFKA, HTTP = "kafka", "http"

# Events in an answer at most, and how far one answer looks: who is granted little gets empty answers that lead on.
MOST_EVENTS = 500
WINDOW = 10_000
