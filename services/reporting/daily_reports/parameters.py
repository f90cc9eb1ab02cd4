"""When reports are due, what they have lines for and what fills them, why one is returned."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

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
class Hours:
    """From `since` on: a report is due at `due` of its day, late until `closes` of the next one; `owed`: of which days.

    `every-day` is for a campaign.
    """

    since: date
    due: time
    closes: time
    owed: Literal["every-day", "working-days"]
    source: str


# The last one that has begun holds.
HOURS: tuple[Hours, ...] = (
    Hours(date(2018, 1, 1), time(17, 30), time(9, 0), "every-day", "县退役军人事务局：日报告 17:30 前报送"),
)


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
# What somebody looks for in the list.
SHOWN: tuple[Named, ...] = (
    *STATES.values(),
    Named("outstanding", "尚未报送", "not handed in"),
    Named("returned", "已退回", "returned"),
    Named("copied", "与前一日相同", "same as the day before"),
)
ZERO = Text("零报告", "nothing to report")
