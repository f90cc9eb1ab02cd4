"""What benefits counts besides what every service does."""

from prometheus_client import Histogram

DAYS_TO_RESOLUTION = Histogram(
    "benefits_case_resolution_days",
    "Calendar days from the opening of a case to its resolution.",
    ["kind", "outcome"],
    buckets=(0, 1, 3, 7, 15, 31, 60, 90),  # on the spot … a month, when mediation is usually closed … three months
)
