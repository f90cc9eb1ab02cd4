"""What reports have lines for and what fills them, why one is returned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.events.benefits import CaseOpened, CaseResolved
from shared.events.benefits.applications import ApplicationSubmitted
from shared.events.contract import Event
from shared.events.registry import (
    VeteranDeceased,
    VeteranRegistered,
    VeteranRelocated,
    VeteranTransferOutCompleted,
    VeteranTransferredIn,
)
from shared.events.reporting_codes import DAILY_REPORT_RETURN
from shared.language import Named, Text

RETURNS: Mapping[str, Named] = DAILY_REPORT_RETURN.by_code()


@dataclass(frozen=True, slots=True)
class Source:
    """Each `contract` for which `where` holds counts once at the unit; none where the unit beside it (`beside`) is of
    the same station."""

    contract: type[Event]
    at: Callable[[Any], str] = lambda event: event.org_path
    where: Callable[[Any], bool] = lambda _: True
    beside: Callable[[Any], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Line(Named):
    """A line of the report; without sources it is people alone who know."""

    sources: tuple[Source, ...] = ()


def _is_of_domicile(event: VeteranRelocated) -> bool:
    """A residence that moves concerns no figure."""
    return event.kind == "domicile"


LINES: tuple[Line, ...] = (
    Line("registered", "登记退役军人", "veterans registered", (Source(VeteranRegistered),)),
    Line(
        "moved_in", "迁入", "moved in",
        (
            Source(VeteranTransferredIn),
            Source(VeteranRelocated, lambda e: e.to_org_path, _is_of_domicile, lambda e: e.org_path),
        ),
    ),
    Line(
        "moved_out", "迁出", "moved out",
        (
            Source(VeteranTransferOutCompleted),
            Source(VeteranRelocated, lambda e: e.org_path, _is_of_domicile, lambda e: e.to_org_path),
        ),
    ),
    Line("died", "去世", "died", (Source(VeteranDeceased),)),
    Line("visited", "走访慰问", "visited"),
    Line("cases_opened", "受理矛盾纠纷", "cases opened", (Source(CaseOpened),)),
    Line("cases_resolved", "化解矛盾纠纷", "cases resolved", (Source(CaseResolved),)),
    Line("applications", "收到优待申请", "applications received", (Source(ApplicationSubmitted),)),
)  # fmt: skip
BY_LINE: Mapping[str, Line] = {line.code: line for line in LINES}
COUNTED = frozenset(line.code for line in LINES if line.sources)
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
    Named("returned", "已退回", "returned"),
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
