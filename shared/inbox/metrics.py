"""What a consumer counts. `type` is a name of the catalogue or `unknown`, `topic` one that is subscribed to."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS_TOTAL = Counter(
    "veterans_inbox_events_total",
    "Events by what became of them: applied, repeated, skipped (not consumed here), unknown (type), parked, behind."
    " · 收到的事件，按结果：applied 已处理，repeated 重复，skipped 与本服务无关，unknown 类型不明，parked 搁置，"
    "behind 排在搁置的之后。",
    ["type", "result"],
)
BATCH_EVENTS = Histogram(
    "veterans_inbox_batch_events",
    "Events consumed in one database transaction. · 一个数据库事务处理的事件数。",
    buckets=(1, 2, 5, 10, 50, 100, 500, 1_000, 2_000),
)
BATCH_SECONDS = Histogram(
    "veterans_inbox_batch_seconds",
    "One transaction of a batch, the successful attempt only. · 一批事件的事务时间，只计成功的一次。",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5),
)
RECORD_TO_APPLY_SECONDS = Histogram(
    "veterans_inbox_record_to_apply_seconds",
    "From the recording of a fact to its being applied here, of the oldest event in each batch."
    " · 每批最早的事件从入库到在本服务生效的时间。",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30, 300),  # a quiet day, to an outage
)
LAG = Gauge(
    "veterans_inbox_lag_events",
    "Events of the partitions this process owns that are not consumed yet. · 本进程负责的分区中尚未处理的事件数。",
    ["topic"],
)
BEHIND_SECONDS = Gauge(
    "veterans_inbox_behind_seconds",
    "How long ago the consumer of this service last stood at the topic's end, by the database; +Inf when never."
    " · 距本服务上次追平该主题多久，由数据库测得；从未追平为 +Inf。",
    ["topic"],
)
PARKED_TOTAL = Counter(
    "veterans_inbox_parked_total",
    "Events parked, by cause; any `fork` means that a producer's history went back (docs/operations/reconcile.md)."
    " · 搁置的事件，按原因；有 fork 即发送方的历史倒退过。",
    ["cause"],
)
PARKED_KEYS = Gauge(
    "veterans_inbox_parked_keys",
    "Aggregates whose events wait for an operator, in this service. · 本服务中事件被搁置、待运维人员处理的对象数。",
)
PARKED_OLDEST_SECONDS = Gauge(
    "veterans_inbox_parked_oldest_seconds",
    "How long the first of them has waited; 0 when there is none. · 其中最早的已搁置多久；没有为 0。",
)
BREAKER_OPEN = Gauge(
    "veterans_inbox_breaker_open",
    "1 when this process stopped consuming because too much was parked. · 搁置过多、本进程停止处理时为 1。",
)
RETRIES_TOTAL = Counter(
    "veterans_inbox_retries_total",
    "Batches tried again: `transient` (outage, conflict, timeout), `handler` (a projection failed)."
    " · 重试的批次：transient 中断、冲突、超时，handler 处理出错。",
    ["reason"],
)
FENCED_TOTAL = Counter(
    "veterans_inbox_fenced_total",
    "Batches rolled back because another process owns the partition now. · 分区已由另一进程接手而回滚的批次。",
)
REPOSITIONED_TOTAL = Counter(
    "veterans_inbox_repositioned_total",
    "Partitions read anew: `replaced` (the log is another one), `expired` (its beginning was dropped unread)."
    " · 重新读取的分区：replaced 日志已换，expired 未读的开头已过期删除。",
    ["reason"],
)
STANDING = Gauge(
    "veterans_inbox_standing_partitions",
    "Partitions of this process that are not read on: `unreadable` (a batch), `log-shorter` (than what was applied),"
    " `refused` (by Kafka)."
    " · 本进程停住的分区：unreadable 有无法解读的记录，log-shorter 日志比已处理的短，refused 消息中间件拒绝。",
    ["reason"],
)
