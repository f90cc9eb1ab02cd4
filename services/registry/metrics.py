"""What the registry counts besides what every service does."""

from prometheus_client import Counter, Gauge, Histogram

SIGN_INS_TOTAL = Counter(
    "registry_sign_ins_total",
    "Sign-ins by outcome: admitted, or refused (a wrong password, an unknown user, an assertion that does not hold)."
    " · 登录，按结果：admitted 成功，refused 被拒绝（口令错误、账号不存在、身份证明无效）。",
    ["outcome"],
)
PASSWORD_CHECK_SECONDS = Histogram(
    "registry_password_check_seconds",
    "One argon2 hash or check, waiting for a free thread included. · 一次口令验算的时间，含等待。",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),  # one check on a free core to a queue that an attack has built up
)
IMPORT_ROWS_TOTAL = Counter(
    "registry_import_rows_total",
    "Rows of imports by outcome: accepted, proposed (in a rehearsal too), duplicate, ambiguous, rejected."
    " · 批量导入的行，按结果：accepted 已收，proposed 待确认，duplicate 重复，ambiguous 不能确定，rejected 退回。",
    ["outcome"],
)
NOTICES_TOTAL = Counter(
    "registry_notices_total",
    "Notices of other systems taken in, by sender and by match: matched, ambiguous, unmatched, unreadable."
    " · 收到的外部通报，按发送方和比对结果：matched 对应一人，ambiguous 不能确定，"
    "unmatched 查无此人，unreadable 无法解读。",
    ["sender", "match"],
)
NOTICES_WAITING = Gauge("registry_notices_waiting", "Notices that nobody has settled. · 待办结的外部通报数。")
NOTICES_OLDEST_SECONDS = Gauge(
    "registry_notices_oldest_seconds",
    "How long the oldest of them has waited; 0 when there is none. · 其中最早的已等待多久；没有为 0。",
)
DATA_REQUESTS_OVERDUE = Gauge(
    "registry_data_requests_overdue",
    "Requests of persons about their data that nobody has answered in time. · 逾期未答复的个人信息权利请求数。",
)
WORK_OVERDUE = Gauge(
    "registry_work_overdue",
    "What was to be done by a day and is not, by what it is: an entry of a book, such as a decision of a meeting, or"
    " branch life that was not held. · 逾期未办的事项数，按事项：会议决定事项等台账记录，未开展的组织生活。",
    ["work"],
)
EMERGENCIES_UNREVIEWED = Gauge(
    "registry_emergencies_unreviewed",
    "Emergency grants that are over and that no auditor has looked at. · 已结束而审计管理员尚未复核的应急授权数。",
)
EMERGENCIES_IN_FORCE = Gauge("registry_emergencies_in_force", "Emergency grants in force now. · 正在生效的应急授权数。")
