"""What the API takes and says about daily reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.daily_reports.domain.report import Report
from services.reporting.daily_reports.domain.sheet import Numbers
from services.reporting.daily_reports.domain.sheet import Sheet as ReportSheet
from services.reporting.daily_reports.parameters import MOST, MOST_WORDS, RETURNS, SHOWN, STATES, ZERO
from services.reporting.daily_reports.queries.reports import WantedReports, fetch_reports
from services.reporting.report_lines.parameters import MOST_LINES
from services.reporting.report_lines.queries import find_lists
from services.reporting.report_lines.schemas import LineCode
from services.reporting.units.queries import list_units_kept
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, Day, OneOf, Reason, RequestBody
from shared.language import Text

Number = Annotated[int, Field(ge=0, le=MOST)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS), FREE_TEXT]
StateCode = Literal["due", "submitted", "late", "missed", "backfilled"]
ShownCode = Annotated[str, OneOf({each.code: each for each in SHOWN}, "not-a-state")]


class SheetPaper(RequestBody):
    """What a station says of its day, as people fill it in."""

    lines: dict[LineCode, Number] = Field(
        max_length=MOST_LINES, description="number by line, of the list that holds on the day; all that are required"
    )
    text: Words | None = Field(None, description="what else there is to say; without personal data")
    nothing: bool = Field(False, description="there is nothing to report: every line is 0, and there is no text")

    def sheet(self) -> ReportSheet:
        return ReportSheet(self.lines, self.text, self.nothing)


class OfReport(RequestBody):
    """What is done with a report as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class SubmissionPaper(SheetPaper):
    """A report that is handed in, as people fill it in."""

    reason: Reason | None = Field(None, description="asked for where a number is not what is counted")


class SubmissionForm(SubmissionPaper, OfReport):
    """A report that is handed in."""


class CorrectionPaper(SheetPaper):
    """What a report says from now on, as people fill it in."""

    reason: Reason = Field(description="why it is said otherwise; without personal data")


class CorrectionForm(CorrectionPaper, OfReport):
    """What a report says from now on."""


class ReturnPaper(RequestBody):
    """Why a report is returned, as people fill it in."""

    reason: Annotated[str, OneOf(RETURNS, "not-a-reason")] = Field(description="one of " + ", ".join(RETURNS))
    note: Reason = Field(description="what is to be done; without personal data")


class ReturnForm(ReturnPaper, OfReport):
    """Why a report is returned."""


class ReportStandsView(BaseModel):
    """How a report stands after what was done."""

    report_id: UUID
    state: StateCode = Field(description="how punctual it is; what is backfilled was missed")
    minutes_late: int
    edition: int = Field(description="sheets that were handed in")
    is_zero: bool
    is_copy: bool = Field(description="the sheet says what that of the day before says")
    return_reason: str | None = Field(description="why it is to be handed in again; null: it is not")
    return_count: int = Field(description="how many of the sheets were returned")
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls.model_validate({name: getattr(report, name) for name in cls.model_fields})


class ReportView(ReportStandsView):
    """A report of a station and day, with what its last sheet says."""

    org_code: str
    org_path: str
    day: date
    due_at: datetime
    closes_at: datetime = Field(description="the last instant at which it is late, not missed")
    handed_in_at: datetime | None = Field(description="the first time")
    return_note: str | None
    lines: dict[str, int] | None = Field(
        description="number by line; one that was left out is not there; null: nothing yet"
    )
    text: str | None

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class EditionView(BaseModel):
    """A sheet that was handed in; none is changed."""

    edition: int
    lines: dict[str, int]
    counted: dict[str, int] = Field(description="what was counted when it was handed in")
    text: str | None
    reason: str | None = Field(description="why it is not what was counted, or what was said before")
    written_by: UUID
    written_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class ReturnView(BaseModel):
    """That a sheet was returned, also when another was handed in since."""

    edition: int = Field(description="the sheet that was returned")
    reason: str = Field(description="one of " + ", ".join(RETURNS))
    note: str = Field(description="what was to be done")
    returned_by: UUID
    returned_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class WholeReportView(BaseModel):
    """A report with all its sheets and returns, the last first, and what is counted for its day now."""

    report: ReportView
    counted: dict[str, int]
    editions: Sequence[EditionView]
    returns: Sequence[ReturnView]

    @classmethod
    def of(cls, report: Report, counted: Numbers, rows: Sequence[Row[Any]], returns: Sequence[Row[Any]]) -> Self:
        editions = [EditionView.of(row) for row in rows]
        last = {"lines": editions[0].lines, "text": editions[0].text} if editions else {"lines": None, "text": None}
        own = {name: getattr(report, name) for name in ReportView.model_fields if name not in last}
        return cls(
            report=ReportView.model_validate({**own, **last}),
            counted=dict(counted),
            editions=editions,
            returns=[ReturnView.of(row) for row in returns],
        )


class ReportsExport(ExportForm):
    """Which reports are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit")] = None
    from_on: Day | None = None
    to_on: Day | None = None
    shown: ShownCode | None = None


async def _rows(taking: Taking[ReportsExport]) -> Rows:
    form, reading = taking.form, taking.reading
    wanted = WantedReports(form.unit, form.from_on, form.to_on, form.shown)
    page = await fetch_reports(reading, wanted, None, taking.limit, view=ReportView.of_row)
    paths = {each.org_path for each in page.items}
    units = await list_units_kept(reading.connection, local_date(reading.now), paths)

    days = [each.day for each in page.items]
    lines = (await find_lists(reading.connection)).over(min(days), max(days)) if days else ()

    def line(each: ReportView) -> dict[str, Any]:
        said = {f"lines.{one.code}": (each.lines or {}).get(one.code) for one in lines}
        return {**each.model_dump(), **said, "unit": units[each.org_path].name}

    columns = (Column(f"lines.{one.code}", one.zh, one.en) for one in lines)
    return Rows(page, line, (*_BEFORE, *columns, *_AFTER))


_ZERO = {True: ZERO, False: Text("否", "no")}
_BEFORE = (
    Column("day", "日期", "day"),
    Column("org_code", "服务站代码", "code of the station"),
    Column("unit", "服务站", "station"),
    Column("state", "报送情况", "punctuality", STATES),
    Column("handed_in_at", "报送时间", "handed in"),
    Column("minutes_late", "迟报分钟", "minutes late"),
    Column("edition", "版次", "edition"),
)
_AFTER = (
    Column("is_zero", "零报告", "nothing to report", _ZERO),
    Column("text", "文字", "text"),
    Column("return_reason", "退回原因", "returned because", RETURNS),
    Column("return_count", "退回次数", "times returned"),
)
REPORTS = Export(
    Sheet(
        "daily-reports",
        "日报告",
        "Daily reports",
        # The lines of the days that are taken away stand between.
        (*_BEFORE, *_AFTER),
        (
            Column("unit", "机构及其下级", "a unit and all below it"),
            Column("from_on", "自", "from"),
            Column("to_on", "至", "to"),
            Column("shown", "报送情况", "punctuality", {each.code: each for each in SHOWN}),
        ),
    ),
    ReportsExport,
    "daily-reports.export",
    _rows,
)
