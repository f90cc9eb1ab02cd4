"""What may stand in a report, how it stands, why one is returned."""

from collections.abc import Mapping

from shared.events.reporting_codes import DAILY_REPORT_RETURN
from shared.language import Named, Text

RETURNS: Mapping[str, Named] = DAILY_REPORT_RETURN.by_code()


MOST = 100_000
MOST_WORDS = 2_000

STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("due", "待报", "due"),
        Named("submitted", "按时", "in time"),
        Named("late", "迟报", "late"),
        Named("missed", "漏报", "missed"),
        Named("backfilled", "补报", "backfilled"),
    )
}
# In a grid of a month.
SIGNS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("due", "待", "D"),
        Named("overdue", "逾", "O"),
        Named("submitted", "按", "T"),
        Named("late", "迟", "L"),
        Named("missed", "漏", "M"),
        Named("backfilled", "补", "B"),
        Named("zero", "零", "0"),
        Named("returned", "退", "R"),
    )
}
# What somebody looks for in the list.
SHOWN: tuple[Named, ...] = (
    *STATES.values(),
    Named("outstanding", "尚未报送", "not handed in"),
    Named("waiting", "尚未报送或者已退回", "not handed in, or returned"),
    Named("returned", "已退回", "returned"),
    Named("handed-in-again", "退回后重报", "handed in again after a return"),
    Named("copied", "与前一日相同", "same as the day before"),
)
ZERO = Text("零报告", "nothing to report")
# Of the line of a room.
ROOM_STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("due", "待报", "due"),
        Named("submitted", "按时", "in time"),
        Named("late", "迟报", "late"),
        Named("missing", "未报", "not handed in"),
    )
}
