"""What commands count. `action` and `result` come from code, so the label sets are closed."""

from prometheus_client import Counter, Histogram

COMMANDS_TOTAL = Counter(
    "veterans_commands_total",
    "Commands run, by result: done, replayed (an Idempotency-Key seen before), rehearsed, or a refusal's code."
    " · 办理的事项，按结果：done 办结，replayed 重复提交，rehearsed 试办，其余为不予办理的代码。",
    ["action", "result"],
)
COMMAND_SECONDS = Histogram(
    "veterans_command_seconds",
    "From the begin of the command's transaction to its commit or refusal, retries included."
    " · 办理一件事的事务时间，含重试。",
    ["action"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5),  # a commit on a local disk to the patience of a clerk
)
