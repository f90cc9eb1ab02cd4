"""What the scheduler counts. `task` is the name of a job: a word of code, so the label sets are closed."""

from prometheus_client import Counter, Gauge

RUNS_TOTAL = Counter(
    "veterans_schedule_runs_total",
    "Runs by result: done, continued (a part is done, more follows), failed, waiting (it deletes, and the clock is "
    "to be confirmed), dropped (due before the county's start)."
    " · 定时任务的运行，按结果：done 完成，continued 未完待续，failed 失败，waiting 待确认时钟，dropped 早于启用日期。",
    ["task", "result"],
)
LAG_SECONDS = Gauge(
    "veterans_schedule_lag_seconds",
    "How late the oldest thing is that is due and not done; 0 when none is. · 到期未办的最早一件晚了多久；没有为 0。",
)
FAILING = Gauge(
    "veterans_schedule_failing",
    "Things due whose last attempt failed, by job. · 上次办理失败的到期事项数，按任务。",
    ["task"],
)
CLOCK_UNCONFIRMED = Gauge(
    "veterans_schedule_clock_unconfirmed",
    "1 while nothing is deleted because the clock seems to have jumped by more than a day, until somebody confirms it."
    " · 时钟似跳变一天以上、按期清除暂停待人确认时为 1。",
)
