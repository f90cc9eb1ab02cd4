"""What the scheduler counts. `job` is a name from code, so the label sets are closed."""

from prometheus_client import Counter, Gauge

RUNS_TOTAL = Counter(
    "veterans_schedule_runs_total",
    "Runs by result: done, continued (a part is done, more follows), failed, waiting (it deletes, and the clock is "
    "to be confirmed), dropped (due before the county's start).",
    ["job", "result"],
)
LAG_SECONDS = Gauge(
    "veterans_schedule_lag_seconds", "How late the oldest thing is that is due and not done; 0 when none is."
)
FAILING = Gauge("veterans_schedule_failing", "Things due whose last attempt failed, by job.", ["job"])
CLOCK_UNCONFIRMED = Gauge(
    "veterans_schedule_clock_unconfirmed",
    "1 while nothing is deleted because the clock seems to have jumped by more than a day, until somebody confirms it.",
)
