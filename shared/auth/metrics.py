"""What an API counts of the grants it decides by."""

from prometheus_client import Counter, Gauge

GRANTS_LEARNED_AGE_SECONDS = Gauge(
    "veterans_auth_grants_age_seconds",
    "How long ago the consumer last stood at the ends of the topics of grants and accounts, as the API last looked;"
    " +Inf when never."
    " From 60 on, registry is asked with each request.",
)
GRANTS_ASKED_TOTAL = Counter(
    "veterans_auth_grants_asked_total",
    "Requests for which registry was asked what their caller may do: `answered`, `failed` (answered 503).",
    ["result"],
)
GRANTS_DISOWNED_TOTAL = Counter(
    "veterans_auth_grants_disowned_total",
    "Grants told by events that registry, asked, did not name: taken back a moment ago, or forged. The log says which.",
)
ENDS_DISOWNED_TOTAL = Counter(
    "veterans_auth_ends_disowned_total",
    "Ends of sessions told by events that registry, asked, knew nothing of: forged. The log says of which account.",
)
