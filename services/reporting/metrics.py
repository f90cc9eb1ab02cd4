"""What reporting counts besides what every service does."""

from prometheus_client import Gauge

FIGURES_LAST_EVENT_TIMESTAMP_SECONDS = Gauge(
    "reporting_figures_last_event_timestamp_seconds",
    "Time of the latest event that any figure has taken in, in Unix seconds; 0 before the first.",
)
