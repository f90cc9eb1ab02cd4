"""What notifications counts besides what every service does."""

from prometheus_client import Counter

DELIVERIES_TOTAL = Counter(
    "notifications_deliveries_total",
    "Attempts to tell a person something, by what they came to; `pending` is one that will be repeated.",
    ["template", "state", "reason"],
)
