"""What reporting counts besides what every service does."""

from prometheus_client import Gauge

FIGURES_LAST_EVENT_TIMESTAMP_SECONDS = Gauge(
    "reporting_figures_last_event_timestamp_seconds",
    "Time of the latest event that any figure has taken in, in Unix seconds; 0 before the first.",
)

COMPARISON_UNITS_DIFFERING = Gauge(
    "reporting_comparison_units_differing",
    "Units where a service does not hold the same persons as registry, by the last comparison.",
    ["service"],
)
COMPARISON_PERSONS_WAITING = Gauge(
    "reporting_comparison_persons_waiting",
    "Persons of whom the service had not applied all that registry had told.",
    ["service"],
)
COMPARISON_TIMESTAMP_SECONDS = Gauge(
    "reporting_comparison_timestamp_seconds",
    "When a service was last compared with registry, in Unix seconds.",
    ["service"],
)
