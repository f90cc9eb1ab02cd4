"""What the relay counts."""

from prometheus_client import Counter, Gauge, Histogram

PUBLISHED_TOTAL = Counter(
    "veterans_outbox_published_total", "Events acknowledged by Kafka, repeats included.", ["topic"]
)
FAILURES_TOTAL = Counter(
    "veterans_outbox_failures_total",
    "Times the relay had to begin again: `database`, `kafka`, `overtaken` (another relay or a republish moved on).",
    ["cause"],
)
CHUNK_EVENTS = Histogram(
    "veterans_outbox_chunk_events",
    "Events in one chunk of the relay: one is a quiet day, the limit is a backlog.",
    buckets=(1, 2, 5, 10, 50, 100, 500, 1_000, 2_000),
)
COMMIT_TO_ACK_SECONDS = Histogram(
    "veterans_outbox_commit_to_ack_seconds",
    "From recording to Kafka's acknowledgement, of the oldest event in each chunk.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 300),  # a raw send, to an outage
)
OLDEST_UNPUBLISHED_SECONDS = Gauge(
    "veterans_outbox_oldest_unpublished_seconds", "Age of the oldest event not yet acknowledged; 0 when there is none."
)
KAFKA_AHEAD = Gauge(
    "veterans_outbox_kafka_ahead",
    "1 while the relay publishes nothing since Kafka holds events in this service's name that its database lost.",
)
ACTIVE = Gauge("veterans_outbox_relay_active", "1 in the process whose relay holds the outbox.")
