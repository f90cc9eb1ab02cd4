"""What an API counts of the grants it decides by."""

from prometheus_client import Counter, Gauge

GRANTS_LEARNED_AGE_SECONDS = Gauge(
    "veterans_auth_grants_age_seconds",
    "How long ago the consumer last stood at the ends of the topics of grants and accounts, as the API last looked;"
    " +Inf when never. From 60 on, registry is asked with each request."
    " · 授权和账号的事件距上次追平多久；从未追平为 +Inf；60 秒起逐次询问登记服务。",
)
GRANTS_ASKED_TOTAL = Counter(
    "veterans_auth_grants_asked_total",
    "Requests for which registry was asked what their caller may do: `answered`, `failed` (answered 503)."
    " · 就权限询问登记服务的请求：answered 已答复，failed 未答复（答复 503）。",
    ["result"],
)
GRANTS_DISOWNED_TOTAL = Counter(
    "veterans_auth_grants_disowned_total",
    "Grants told by events that registry, asked, did not name: taken back a moment ago, or forged. The log says which."
    " · 事件所称而登记服务不承认的授权：刚刚收回，或者伪造；日志写明是哪些。",
)
ENDS_DISOWNED_TOTAL = Counter(
    "veterans_auth_ends_disowned_total",
    "Ends of sessions told by events that registry, asked, knew nothing of: forged. The log says of which account."
    " · 事件所称而登记服务不知道的强制退出：伪造；日志写明是哪个账号。",
)
