"""What notifications counts besides what every service does."""

from prometheus_client import Counter, Gauge

DELIVERIES_TOTAL = Counter(
    "notifications_deliveries_total",
    "Attempts to tell a person something, by what they came to; `pending` is one that will be repeated.",
    ["template", "state", "reason"],
)

CONTACTS_WAITING = Gauge("notifications_contacts_to_fetch", "Verified numbers that registry told of and are not here.")
CONTACTS_OLDEST_SECONDS = Gauge(
    "notifications_contacts_oldest_seconds", "Since when registry has told of the oldest of them."
)
CONTACTS_FETCHED_TOTAL = Counter(
    "notifications_contacts_fetched_total",
    "Verified numbers asked of registry, by what came of it: kept, outdated, gone, unusable.",
    ["outcome"],
)
