"""What the system can count of a day's work, in what lines are counted, and the lines that a county begins with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.reporting.figures.parameters.disputes import is_a_dispute_resolved
from shared.events.benefits import CaseOpened, CaseResolved
from shared.events.benefits.applications import ApplicationSubmitted
from shared.events.benefits.cases import CaseResolutionCorrected
from shared.events.contract import Event
from shared.events.registry import (
    VeteranDeceased,
    VeteranRegistered,
    VeteranRelocated,
    VeteranTransferOutCompleted,
    VeteranTransferredIn,
)
from shared.language import Named


@dataclass(frozen=True, slots=True)
class Source:
    """Each `contract` for which `where` holds counts once at the unit; none where the unit beside it (`beside`) is of
    the same station, nor where what it is of (`once`) was counted before."""

    contract: type[Event]
    at: Callable[[Any], str] = lambda event: event.org_path
    where: Callable[[Any], bool] = lambda _: True
    beside: Callable[[Any], str | None] = lambda _: None
    once: Callable[[Any], UUID | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Count(Named):
    """What the system counts of a day's work, by when it was recorded. `formula` goes up by one when `sources` of a
    count that was released change: until it is counted anew, a worker says that it is not ready."""

    sources: tuple[Source, ...] = ()
    formula: int = 1


def _settled(contract: type[Event]) -> Source:
    """As F20 has it; of a case that was reopened, what was counted stays, and its next end adds nothing."""
    return Source(contract, where=is_a_dispute_resolved, once=lambda event: event.case_id)


def _is_of_domicile(event: VeteranRelocated) -> bool:
    """A residence that moves concerns no figure."""
    return event.kind == "domicile"


COUNTS: Mapping[str, Count] = {
    each.code: each
    for each in (
        Count("registered", "新登记退役军人", "veterans newly registered", (Source(VeteranRegistered),)),
        Count(
            "moved_in", "迁入", "moved in",
            (
                Source(VeteranTransferredIn),
                Source(VeteranRelocated, lambda e: e.to_org_path, _is_of_domicile, lambda e: e.org_path),
            ),
        ),
        Count(
            "moved_out", "迁出", "moved out",
            (
                Source(VeteranTransferOutCompleted),
                Source(VeteranRelocated, lambda e: e.org_path, _is_of_domicile, lambda e: e.to_org_path),
            ),
        ),
        Count("died", "去世", "died", (Source(VeteranDeceased),)),
        Count("cases_opened", "受理矛盾纠纷", "cases opened", (Source(CaseOpened),)),
        Count(
            "cases_resolved", "化解矛盾纠纷", "cases resolved",
            (_settled(CaseResolved), _settled(CaseResolutionCorrected)), formula=2,
        ),
        Count("applications", "收到优待申请", "applications received", (Source(ApplicationSubmitted),)),
    )
}  # fmt: skip
UNITS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("person", "人", "persons"),
        Named("household", "户", "households"),
        Named("case", "件", "cases"),
        Named("time", "次", "times"),
        Named("session", "场", "sessions"),
        Named("copy", "份", "copies"),
        Named("place", "处", "places"),
        Named("yuan", "元", "yuan"),
        Named("hour", "小时", "hours"),
    )
}


@dataclass(frozen=True, slots=True)
class Line(Named):
    """A line of the report, counted in `unit`. `count`: what fills it in; without one it is people alone who know. One
    that is not required may be left out, which is not the same as 0."""

    unit: str
    count: str | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class LineList:
    """The lines that reports have from `since` on, in their order; `source`: the document that says so, empty where
    none does."""

    since: date
    lines: tuple[Line, ...]
    source: str


# What a county decides on holds from its first day on; before that, these do, which no document says.
FIRST = LineList(
    date(2018, 1, 1),
    (
        Line("registered", "新登记退役军人", "veterans newly registered", "person", "registered"),
        Line("moved_in", "迁入", "moved in", "person", "moved_in"),
        Line("moved_out", "迁出", "moved out", "person", "moved_out"),
        Line("died", "去世", "died", "person", "died"),
        Line("visited", "走访慰问", "visited", "person"),
        Line("cases_opened", "受理矛盾纠纷", "cases opened", "case", "cases_opened"),
        Line("cases_resolved", "化解矛盾纠纷", "cases resolved", "case", "cases_resolved"),
        Line("applications", "收到优待申请", "applications received", "copy", "applications"),
    ),
    source="",
)
MOST_LINES = 16
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("draft", "草案", "draft"),
        Named("adopted", "已启用", "brought into force"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
