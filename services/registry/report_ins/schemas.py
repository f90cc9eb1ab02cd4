"""What the API takes and says about reporting in."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.report_ins.commands import DocumentedReportIn
from services.registry.report_ins.domain import ReportIn
from services.registry.report_ins.parameters import EXCUSES, IS_LATE, IS_OVERDUE, REVOCATIONS
from services.registry.report_ins.queries import WantedUnreported, fetch_report_ins, fetch_unreported
from services.registry.veterans.queries.files import LISTED, opened
from services.registry.veterans.schemas.exported import COLUMNS, UNIT
from services.registry.veterans.schemas.forms import OfFile
from services.registry.veterans.schemas.views import VeteranLine
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody
from shared.partial_date import PartialDate, Precision
from shared.privacy.keyring import Keyring


class ReportInPaper(RequestBody):
    """When somebody was discharged and reported in, as people fill it in."""

    discharged_on: Day = Field(description="the day of being approved to leave; as in the file, where that has it")
    reported_on: Day = Field(description="today or before")
    ceremony_on: Day | None = Field(None, description="of the welcome, where there was one")
    excuse: Annotated[str, OneOf(EXCUSES, "not-an-excuse")] | None = Field(
        None, description="of who was late, one of " + ", ".join(EXCUSES)
    )
    document: Reason = Field(description="kind and number of the document; without personal data")

    def told(self) -> DocumentedReportIn:
        """What the command takes."""
        return DocumentedReportIn(
            ReportIn(self.discharged_on, self.reported_on, self.ceremony_on, self.excuse), self.document
        )


class ReportInForm(ReportInPaper, OfFile):
    """When somebody was discharged and reported in."""


class RevocationPaper(RequestBody):
    """Why a record is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REVOCATIONS, "not-a-reason")]
    document: Reason = Field(description="kind and number of the document; without personal data")


class RevocationForm(RevocationPaper, OfFile):
    """Why a record is revoked."""


class ReportInView(BaseModel):
    """A record of somebody who reported in."""

    report_in_id: UUID
    person_id: UUID
    discharged_on: date
    reported_on: date
    late_days: int = Field(description="0: in time, or of days of which no rule is known")
    is_forfeit: bool = Field(description="so late, without a good reason, that the county decides on the placement")
    ceremony_on: date | None
    excuse: str | None
    document: str
    recorded_by: UUID
    recorded_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None = Field(description="null: it stands")
    end_reason: str | None = Field(description="corrected, or why it was revoked")
    end_document: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        known = ReportIn(row.discharged_on, row.reported_on, row.ceremony_on, row.excuse)
        own = {name: row._mapping[name] for name in cls.model_fields if name != "is_forfeit"}
        return cls(**own, is_forfeit=known.is_forfeit)


class UnreportedLine(VeteranLine):
    """A veteran who has not reported in, masked as in any list."""

    discharged_on: str = Field(description="as much of it as is known: 2019-03")
    due_on: date = Field(description="the last day on which it is in time")
    late_days: int = Field(description="0: there is time still")

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, *, today: date) -> Self:
        line = VeteranLine.of(row, opened(row, keyring, LISTED))
        return cls(
            **line.model_dump(),
            discharged_on=str(PartialDate(row.discharged_on, Precision(row.discharged_on_precision))),
            due_on=row.due_on,
            late_days=max((today - row.due_on).days, 0),
        )


class ReportInsExport(ExportForm):
    """Which records are taken away, and why."""

    is_late: Flag | None = None


def _line(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "is_late": row.late_days > 0}


async def _rows(taking: Taking[ReportInsExport]) -> Rows:
    late = taking.form.is_late
    page = await fetch_report_ins(taking.reading, None, taking.limit, is_late=late, view=lambda row: row)
    return Rows(page, _line)


_IS_LATE = Column("is_late", "是否按期", "in time", {each.code: each for each in IS_LATE})
REPORT_INS = Export(
    Sheet(
        "report-ins",
        "报到登记",
        "Reporting in",
        (
            Column("person_id", "档案编号", "file number"),
            Column("discharged_on", "退役日期", "discharged on"),
            Column("reported_on", "报到日期", "reported in on"),
            _IS_LATE,
            Column("late_days", "逾期天数", "days late"),
            Column("excuse", "逾期原因", "excuse", EXCUSES),
            Column("ceremony_on", "欢迎仪式", "ceremony on"),
            Column("document", "依据", "document"),
        ),
        (_IS_LATE,),
    ),
    ReportInsExport,
    "veterans.export",
    _rows,
)


class UnreportedExport(ExportForm):
    """Whose lines are taken away, and why."""

    unit: OrgCode | None = None
    is_late: Flag | None = None


async def _unreported(taking: Taking[UnreportedExport]) -> Rows:
    keyring, today = (await get_registrar(taking.request)).keyring, local_date(taking.reading.now)
    wanted = WantedUnreported(taking.form.unit, taking.form.is_late)
    page = await fetch_unreported(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})

    def line(row: Row[Any]) -> dict[str, Any]:
        shown = UnreportedLine.of_row(row, keyring, today=today)
        return {**shown.model_dump(), "unit": units.get(row.org_code)}

    return Rows(page, line)


UNREPORTED = Export(
    Sheet(
        "unreported-veterans",
        "未报到人员",
        "Not reported in yet",
        (
            *COLUMNS,
            Column("discharged_on", "退役日期", "discharged on"),
            Column("due_on", "报到期限", "to report in by"),
            Column("late_days", "逾期天数", "days late"),
        ),
        (UNIT, Column("is_late", "是否逾期", "overdue", {each.code: each for each in IS_OVERDUE})),
    ),
    UnreportedExport,
    "veterans.export",
    _unreported,
)
