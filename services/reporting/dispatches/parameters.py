"""Words of dispatches and their tasks, and how much may be written."""

from collections.abc import Mapping

from services.reporting.dispatches.domain.tasks import NAMES, Act
from shared.language import Named

MOST_UNITS = 500
MOST_TOPICS = 4_000
MOST_TASK = 500
MOST_CHAIR = 60

STATES: Mapping[str, Named] = {state: Named(state, zh, en) for state, (zh, en) in NAMES.items()}
# What somebody looks for in the list.
SHOWN: tuple[Named, ...] = (
    *STATES.values(),
    Named("open", "未办结", "not finished"),
    Named("overdue", "已逾期", "overdue"),
)
ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(Act.ASSIGN, "派发任务", "assigned"),
        Named(Act.ACCEPT, "接受任务", "accepted"),
        Named(Act.PROGRESS, "报告进展", "progress"),
        Named(Act.COMPLETE, "报告办结", "done"),
        Named(Act.CONFIRM, "确认办结", "confirmed"),
        Named(Act.RETURN, "退回重办", "returned"),
        Named(Act.EXTEND, "延长期限", "extended"),
        Named(Act.WITHDRAW, "撤回任务", "withdrawn"),
        Named(Act.OVERDUE, "逾期", "overdue"),
    )
}
