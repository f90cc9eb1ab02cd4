"""What reporting counts besides what every service does."""

from prometheus_client import Gauge

FIGURES_LAST_EVENT_TIMESTAMP_SECONDS = Gauge(
    "reporting_figures_last_event_timestamp_seconds",
    "Time of the latest event that any figure has taken in, in Unix seconds; 0 before the first."
    " · 数据指标已计入的最新事件的时间；尚无为 0。",
)
FIGURE = Gauge(
    "reporting_figure",
    "A figure of the whole county, as of today. · 全县数据指标，截至今日。",
    ["figure"],
)
FIGURE_BY_UNIT = Gauge(
    "reporting_figure_by_unit",
    "The same of each unit directly below the centre, without numbers from 1 to 4."
    " · 服务中心直接下级各机构的数据指标，不含 1 至 4 的数字。",
    ["figure", "unit"],
)
BULLETINS_LATE = Gauge(
    "reporting_bulletins_late",
    "Ten-day periods since the first bulletin whose bulletin should have been issued by now, a year back."
    " · 首期以后逾期未印发旬通报的旬数，计一年以内。",
)

PROMISE_DAYS_OPEN = Gauge(
    "reporting_promise_days_open",
    "Days of a promise of which not everything is published, applied and told."
    " · 某类事项尚未全部发布、处理、告知的天数。",
    ["promise"],
)
PROMISE_OPEN_SECONDS = Gauge(
    "reporting_promise_open_seconds",
    "For how long the first of these days has not closed, in seconds; 0: all have closed."
    " · 其中最早一日至今未闭环的秒数；全部闭环为 0。",
    ["promise"],
)

COMPARISON_UNITS_DIFFERING = Gauge(
    "reporting_comparison_units_differing",
    "Units where a service does not hold the same persons as registry, by the last comparison."
    " · 上次比对中与登记服务在册人员不一致的机构数。",
    ["compared"],
)
COMPARISON_PERSONS_WAITING = Gauge(
    "reporting_comparison_persons_waiting",
    "Persons of whom the service had not applied all that registry had told."
    " · 比对时该服务尚未处理完登记服务所告知内容的人数。",
    ["compared"],
)
COMPARISON_TIMESTAMP_SECONDS = Gauge(
    "reporting_comparison_timestamp_seconds",
    "When a service was last compared with registry, in Unix seconds. · 上次与登记服务比对的时间。",
    ["compared"],
)
