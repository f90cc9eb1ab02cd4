"""What the relay counts, and how late the outbox is."""

from prometheus_client import Counter, Gauge, Histogram

PUBLISHED_TOTAL = Counter(
    "veterans_outbox_published_total",
    "Events acknowledged by Kafka, repeats included. · 消息中间件已确认的事件，含重发。",
    ["topic"],
)
FAILURES_TOTAL = Counter(
    "veterans_outbox_failures_total",
    "Times the relay had to begin again: `database`, `kafka`, `overtaken` (another relay or a republish moved on)."
    " · 发送重新开始的次数：database 数据库，kafka 消息中间件，overtaken 由另一进程接手。",
    ["cause"],
)
CHUNK_EVENTS = Histogram(
    "veterans_outbox_chunk_events",
    "Events in one chunk of the relay: one is a quiet day, the limit is a backlog."
    " · 一批发送的事件数：一条是平常，达到上限是积压。",
    buckets=(1, 2, 5, 10, 50, 100, 500, 1_000, 2_000),
)
COMMIT_TO_ACK_SECONDS = Histogram(
    "veterans_outbox_commit_to_ack_seconds",
    "From recording to Kafka's acknowledgement, of the oldest event in each chunk."
    " · 每批最早的事件从入库到消息中间件确认的时间。",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 30, 300),  # a raw send, to an outage
)
OLDEST_UNPUBLISHED_SECONDS = Gauge(
    "veterans_outbox_oldest_unpublished_seconds",
    "Age of the oldest event not yet acknowledged, by the database; 0 when there is none."
    " · 最早的未确认事件已等待多久，由数据库测得；没有为 0。",
)
KAFKA_AHEAD = Gauge(
    "veterans_outbox_kafka_ahead",
    "1 while the relay publishes nothing since Kafka holds events in this service's name that its database lost."
    " · 消息中间件中有数据库没有的事件、发送因此停住时为 1。",
)
ACTIVE = Gauge(
    "veterans_outbox_relay_active",
    "1 in the process whose relay holds the outbox. · 正在负责发送的进程为 1。",
)
