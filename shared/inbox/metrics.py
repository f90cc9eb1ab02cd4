"""What a consumer counts. `type` is a name of the catalogue or `unknown`, `topic` one that is subscribed to."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS_TOTAL = Counter(
    "veterans_inbox_events_total",
    "Events by what became of them: applied, repeated, skipped (not consumed here), unknown (type), parked, behind.",
    ["type", "result"],
)
BATCH_EVENTS = Histogram(
    "veterans_inbox_batch_events",
    "Events consumed in one database transaction.",
    buckets=(1, 2, 5, 10, 50, 100, 500, 1_000, 2_000),
)
BATCH_SECONDS = Histogram(
    "veterans_inbox_batch_seconds",
    "One transaction of a batch, the successful attempt only.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5),
)
RECORD_TO_APPLY_SECONDS = Histogram(
    "veterans_inbox_record_to_apply_seconds",
    "From the recording of a fact to its being applied here, of the oldest event in each batch.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30, 300),  # a quiet day, to an outage
)
LAG = Gauge(
    "veterans_inbox_lag_events", "Events of the partitions this process owns that are not consumed yet.", ["topic"]
)
PARKED_TOTAL = Counter(
    "veterans_inbox_parked_total",
    "Events parked, by cause; any `fork` means that a producer's history went back (docs/operations/reconcile.md).",
    ["cause"],
)
PARKED_KEYS = Gauge("veterans_inbox_parked_keys", "Aggregates whose events wait for an operator, in this service.")
BREAKER_OPEN = Gauge(
    "veterans_inbox_breaker_open", "1 when this process stopped consuming because too much was parked."
)
RETRIES_TOTAL = Counter(
    "veterans_inbox_retries_total",
    "Batches tried again: `transient` (outage, conflict, timeout), `handler` (a projection failed).",
    ["reason"],
)
FENCED_TOTAL = Counter(
    "veterans_inbox_fenced_total", "Batches rolled back because another process owns the partition now."
)
REPOSITIONED_TOTAL = Counter(
    "veterans_inbox_repositioned_total",
    "Partitions read anew: `replaced` (the log is another one), `expired` (its beginning was dropped unread).",
    ["reason"],
)
STANDING = Gauge(
    "veterans_inbox_standing_partitions",
    "Partitions of this process that are not read on: `unreadable` (a batch), `log-shorter` (than what was applied),"
    " `refused` (by Kafka).",
    ["reason"],
)
