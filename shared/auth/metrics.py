"""What an API counts of the grants it decides by."""

from prometheus_client import Counter, Gauge

GRANTS_LEARNED_AGE_SECONDS = Gauge(
    "veterans_auth_grants_age_seconds",
    "How long ago the consumer last stood at the end of the topic of grants, as the API last looked; +Inf when never."
    " From 60 on, registry is asked with each request.",
)
GRANTS_ASKED_TOTAL = Counter(
    "veterans_auth_grants_asked_total",
    "Requests for which registry was asked what their caller may do: `answered`, `failed` (answered 503).",
    ["result"],
)
