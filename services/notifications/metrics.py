"""What notifications counts besides what every service does."""

from prometheus_client import Counter, Gauge

DELIVERIES_TOTAL = Counter(
    "notifications_deliveries_total",
    "Attempts to tell a person something, by what they came to; `pending` is one that will be repeated."
    " · 告知的尝试，按结果；pending 为还要重试的。",
    ["template", "state", "reason"],
)
DELIVERIES_WAITING = Gauge(
    "notifications_deliveries_waiting",
    "Messages that are due or being sent. · 到时应发和正在发送的通知数。",
)
DELIVERIES_OLDEST_SECONDS = Gauge(
    "notifications_deliveries_oldest_seconds",
    "How long ago the oldest of them became due; 0 when none is. · 其中最早应发的已晚多久；没有为 0。",
)
CONTACTS_WAITING = Gauge(
    "notifications_contacts_to_fetch",
    "Verified numbers that registry told of and are not here. · 登记服务已告知而尚未取到的已核实号码数。",
)
CONTACTS_OLDEST_SECONDS = Gauge(
    "notifications_contacts_oldest_seconds",
    "Since when registry has told of the oldest of them. · 其中最早的已等待多久。",
)
CONTACTS_FETCHED_TOTAL = Counter(
    "notifications_contacts_fetched_total",
    "Verified numbers asked of registry, by what came of it: kept, outdated, gone, unusable."
    " · 向登记服务取号码的结果：kept 已存，outdated 已过时，gone 已撤回或删除，unusable 不能用。",
    ["outcome"],
)
FEED_EVENTS_TOTAL = Counter(
    "notifications_feed_events_total",
    "Records of the county's topics that were read for systems of others: kept, repeated, broken (not handed on)."
    " · 为订阅系统读取的记录：kept 已存，repeated 重复，broken 不合约定、不予提供。",
    ["outcome"],
)
FEED_HANDED_ON_TOTAL = Counter(
    "notifications_feed_handed_on_total",
    "Events given to systems of others out of their feeds, by door; what is fetched again counts again."
    " · 按订阅提供给外部系统的事件，按读取方式；重复取走的重复计数。",
    ["door"],
)
FEEDS_OLDEST_SECONDS = Gauge(
    "notifications_feeds_oldest_seconds",
    "How long the oldest event has been kept that is not yet looked at for every feed that we write; 0 when none is."
    " · 尚未写入全部专用主题的最早事件已存多久；没有为 0。",
)
FEEDS_KEPT_TIMESTAMP_SECONDS = Gauge(
    "notifications_feeds_kept_timestamp_seconds",
    "When this process last read all of the county's topics for systems of others; 0: never, another does, or none."
    " · 本进程上次为订阅系统读完全部主题的时间；从未读完的为 0（由另一进程读取，或者没有读到）。",
)
WEBHOOK_ATTEMPTS_TOTAL = Counter(
    "notifications_webhook_attempts_total",
    "Events posted to systems of others, by outcome: delivered, refused (passed over), failed (again)."
    " · 向外部系统推送的次数：delivered 已接收，refused 对方拒收该事件、已略过，failed 未成、稍后重试。",
    ["outcome"],
)
WEBHOOKS_STOPPED = Gauge(
    "notifications_webhooks_stopped",
    "Receivers that nothing is posted to until somebody restarts them. · 已停止推送、等待恢复的外部系统数。",
)
WEBHOOKS_FAILING_SECONDS = Gauge(
    "notifications_webhooks_failing_seconds",
    "For how long the receiver that fails longest has taken nothing; 0 when all do."
    " · 外部系统中最久没有接收的已多久；都接收为 0。",
)
