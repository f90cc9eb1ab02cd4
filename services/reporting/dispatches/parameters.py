"""Words of dispatches and their tasks, and how much may be written."""

from collections.abc import Mapping

from shared.language import Named

# With which their document number begins where the county loaded no other.
WORD = "周调度纪要"
MOST_UNITS = 500
MOST_TOPICS = 4_000
MOST_TASK = 500
MOST_CHAIR = 60

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("planned", "拟派", "planned"),
        Named("assigned", "已派", "assigned"),
        Named("accepted", "办理中", "accepted"),
        Named("done", "待确认", "done, to be confirmed"),
        Named("confirmed", "已办结", "confirmed"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
# What somebody looks for in the list.
SHOWN: tuple[Named, ...] = (
    *STATES.values(),
    Named("open", "未办结", "not finished"),
    Named("overdue", "已逾期", "overdue"),
)
ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("assign", "派发任务", "assigned"),
        Named("accept", "接受任务", "accepted"),
        Named("progress", "报告进展", "progress"),
        Named("complete", "报告办结", "done"),
        Named("confirm", "确认办结", "confirmed"),
        Named("return", "退回重办", "returned"),
        Named("extend", "延长期限", "extended"),
        Named("withdraw", "撤回任务", "withdrawn"),
        Named("overdue", "逾期", "overdue"),
    )
}
