"""Bounds of what is read at once."""

KAFKA, HTTP = "kafka", "http"

KEEPER = "feed-keeper"  # where the keeper stands is found under this name

MOST_EVENTS = 500  # in an answer, and written at once
MOST_KEPT = 2_000  # at once, and what one more answer of Kafka holds

# After which nothing of a person, or of what was made of two, is as it was told: these reach every unit where one of
# their key stood, and not only the last. What undoes them reaches as far.
ENDINGS = frozenset(
    {
        "veteran-deceased",
        "death-record-revoked",
        "veteran-deregistered",
        "deregistration-revoked",
        "veterans-merged",
        "veterans-unmerged",
        "veteran-transfer-out-completed",
        "transfer-revoked",
        "person-erased",
        "recipient-erased",
    }
)
