"""What benefits counts besides what every service does."""

from prometheus_client import Counter, Gauge, Histogram

DAYS_TO_RESOLUTION = Histogram(
    "benefits_case_resolution_days",
    "Calendar days from the opening of a case to its resolution. · 案件从立案到办结的日历天数。",
    ["case_kind", "outcome"],
    buckets=(0, 1, 3, 7, 15, 31, 60, 90),  # on the spot … a month, when mediation is usually closed … three months
)
CASES_UNDER_WAY = Gauge(
    "benefits_cases_under_way",
    "Cases of the county that are not ended: `in-time`, `due` within a few days, `late`."
    " · 全县未办结的案件：in-time 期限内，due 即将到期，late 已逾期。",
    ["deadline"],
)
CASES_UNDER_WAY_BY_UNIT = Gauge(
    "benefits_cases_under_way_by_unit",
    "The same of each unit directly below the centre and what is below it, without numbers from 1 to 4."
    " · 服务中心直接下级各机构及其下级的同一数字，不含 1 至 4 的数字。",
    ["deadline", "unit"],
)
FACTS_WAITING = Gauge(
    "benefits_facts_to_ask",
    "Files of which registry told that they say something else, and which were not asked for yet."
    " · 登记服务告知有变更而尚未取得内容的档案数。",
)
FACTS_OLDEST_SECONDS = Gauge(
    "benefits_facts_oldest_seconds",
    "Since when registry has told of the oldest of them. · 其中最早的已等待多久。",
)
FACTS_ASKED_TOTAL = Counter(
    "benefits_facts_asked_total",
    "Files asked of registry, by what came of it: kept, gone (no file any more, or erased)."
    " · 向登记服务取档案信息的结果：kept 已存，gone 已无档案或已删除。",
    ["outcome"],
)
