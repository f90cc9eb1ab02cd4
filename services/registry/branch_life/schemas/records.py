"""What the API takes and says about branch life."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.branch_life.domain import Record, Span
from services.registry.branch_life.domain import Sheet as RecordSheet
from services.registry.branch_life.parameters import COLUMNS, IS_LATE, KINDS, RETURNS, STATES, WITHDRAWALS
from services.registry.branch_life.queries import (
    WantedOverdue,
    WantedRecords,
    fetch_overdue,
    fetch_records,
    sheet_of,
)
from services.registry.network.schemas import OrgCode
from services.registry.party.schemas import PartyOrgCode
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, Day, Flag, OneOf, Reason, RequestBody, WrittenAs
from shared.workbooks.uploading import BatchView, RowView

KindCode = Annotated[str, OneOf(KINDS, "not-a-kind")]
StateCode = Literal["draft", "submitted", "accepted", "returned", "withdrawn"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), FREE_TEXT]
LongWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), FREE_TEXT]
Heads = Annotated[int, Field(ge=0, le=9999)]
Hour = Annotated[str, WrittenAs(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", zh="时间，如 14:30", en="a time like 14:30")]


class SheetPaper(RequestBody):
    """The record sheet of a meeting, as people fill it in."""

    kind: KindCode
    held_on: Day = Field(description="today or before; the month or quarter it is held for follows from it")
    place: Words
    expected: Heads
    present: Heads
    agenda: LongWords
    planned_on: Day | None = None
    held_at: Hour | None = None
    chair: Words | None = None
    recorder: Words | None = None
    absent: LongWords | None = Field(None, description="who was absent and why; asked for where somebody was")
    decisions: LongWords | None = None
    votes_for: Heads | None = None
    votes_against: Heads | None = None
    votes_abstained: Heads | None = None
    speaker: Words | None = Field(None, description="of a lecture")
    theme: Words | None = Field(None, description="of a theme Party day")

    def sheet(self) -> RecordSheet:
        return RecordSheet(**{each.name: getattr(self, each.name) for each in fields(RecordSheet)})


class RecordForm(SheetPaper):
    """A meeting that is recorded."""

    draft: bool = Field(False, description="not handed in yet: told to nobody, and not held")


class OfRecord(RequestBody):
    """What is decided on a record as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was decided on; refused when it is not the last")


class SheetCorrectionPaper(SheetPaper):
    """What a record says from now on, as people fill it in."""

    reason: Reason = Field(description="why it was wrong; without personal data")


class SheetCorrectionForm(SheetCorrectionPaper, OfRecord):
    """What a record says from now on."""


class ReturnPaper(RequestBody):
    """Why a record is returned, as people fill it in."""

    reason: Annotated[str, OneOf(RETURNS, "not-a-reason")] = Field(description="one of " + ", ".join(RETURNS))
    note: Reason = Field(description="what is to be done; without personal data")


class ReturnForm(ReturnPaper, OfRecord):
    """Why a record is returned."""


class WithdrawalPaper(RequestBody):
    """Why a record is taken back, as people fill it in."""

    reason: Annotated[str, OneOf(WITHDRAWALS, "not-a-reason")] = Field(description="one of " + ", ".join(WITHDRAWALS))
    note: Reason = Field(description="without personal data")


class WithdrawalForm(WithdrawalPaper, OfRecord):
    """Why a record is taken back."""


class RecordStandsView(BaseModel):
    """How a record stands after what was done."""

    record_id: UUID
    state: StateCode
    period: str
    late_days: int = Field(description="days after the last one on which it was in time to be handed in")
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, record: Record) -> Self:
        own = {name: getattr(record, name) for name in ("record_id", "state", "late_days", "version")}
        return cls.model_validate({**own, "period": record.sheet.period.code})


class RecordView(SheetPaper):
    """A record of branch life."""

    record_id: UUID
    party_org_code: str
    name: str = Field(description="of the organisation, today")
    period: str = Field(description="2019-04, or 2019-Q2")
    state: StateCode
    submitted_on: date | None = Field(description="handed in for the first time")
    late_days: int
    return_reason: str | None
    return_note: str | None
    withdrawal: str | None
    version: int = Field(description="to be sent with what is decided on it")
    recorded_by: UUID
    recorded_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        said = {each.name: getattr(sheet_of(row), each.name) for each in fields(RecordSheet)}
        own = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        return cls(**{**own, **said})


class OverdueView(BaseModel):
    """What was due of an organisation, and has not been held."""

    overdue_id: UUID
    party_org_code: str
    name: str
    kind: str
    period: str
    due_on: date

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class BatchPaper(RequestBody):
    """Rows of a spreadsheet, pasted."""

    kind: KindCode
    rows: Annotated[str, StringConstraints(max_length=200_000)] = Field(
        description="a line a record, its cells apart by tabs: " + ", ".join(column.header for column in COLUMNS)
    )
    dry_run: bool = Field(True, description="judge every row, record nothing")


class RecordRowView(RowView):
    """What became of a row: of which organisation, and how many days after it was in time it was handed in."""

    party_org_code: str
    late_days: int


class RecordBatchView(BatchView):
    """What became of each row, in their order."""

    kind: str = Field("", description="of which kind they are")
    rows: Sequence[RecordRowView]


class CellView(BaseModel):
    """How what is due in a month or quarter stands."""

    period: str
    state: Literal["done", "late", "overdue", "due", "none"]


class LifeView(BaseModel):
    """A year of an organisation: by kind, each month or quarter."""

    party_org_code: str
    year: int
    kinds: dict[str, Sequence[CellView]]

    @classmethod
    def of(cls, code: str, year: int, grid: Any) -> Self:
        rows: dict[str, Sequence[tuple[Span, str]]] = grid
        cells = {kind: [{"period": span.code, "state": state} for span, state in row] for kind, row in rows.items()}
        return cls.model_validate({"party_org_code": code, "year": year, "kinds": cells})


_SHEET = Sheet(
    "branch-records",
    "组织生活记录",
    "Branch life",
    (
        Column("name", "党组织", "organisation"),
        Column("party_org_code", "党组织代码", "code"),
        Column("kind", "类别", "kind", KINDS),
        Column("period", "所属月份或季度", "month or quarter"),
        Column("held_on", "开展日期", "held on"),
        Column("place", "地点", "place"),
        Column("expected", "应到", "expected"),
        Column("present", "实到", "present"),
        Column("agenda", "议题", "agenda"),
        Column("theme", "主题", "theme"),
        Column("speaker", "主讲人", "speaker"),
        Column("state", "状态", "state", STATES),
        Column("submitted_on", "报送日期", "handed in on"),
        Column("late_days", "逾期天数", "days late"),
    ),
    (
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("party_org", "党组织代码", "organisation"),
        Column("kind", "类别", "kind", KINDS),
        Column("state", "状态", "state", STATES),
        Column("from_on", "自", "from"),
        Column("to_on", "至", "to"),
        Column("is_late", "是否逾期报送", "handed in late", {each.code: each for each in IS_LATE}),
    ),
)


class RecordsExport(ExportForm):
    """Which records are taken away, and why."""

    unit: OrgCode | None = None
    party_org: PartyOrgCode | None = None
    kind: KindCode | None = None
    state: StateCode | None = None
    from_on: Day | None = None
    to_on: Day | None = None
    is_late: Flag | None = None


async def _records(taking: Taking[RecordsExport]) -> Rows:
    form = taking.form
    wanted = WantedRecords(**{name: getattr(form, name) for name in RecordsExport.model_fields if name != "purpose"})
    return Rows(await fetch_records(taking.reading, wanted, None, taking.limit, view=RecordView.of))


RECORDS = Export(_SHEET, RecordsExport, "branch-life.export", _records)

_OVERDUE_SHEET = Sheet(
    "branch-overdue",
    "组织生活：逾期未开展",
    "Branch life overdue",
    (
        Column("name", "党组织", "organisation"),
        Column("party_org_code", "党组织代码", "code"),
        Column("kind", "类别", "kind", KINDS),
        Column("period", "所属月份或季度", "month or quarter"),
        Column("due_on", "期限", "due by"),
    ),
    (Column("unit", "机构及其下级", "a unit and all below it"), Column("kind", "类别", "kind", KINDS)),
)


class OverdueExport(ExportForm):
    """What of the overdue is taken away, and why."""

    unit: OrgCode | None = None
    kind: KindCode | None = None


async def _overdue(taking: Taking[OverdueExport]) -> Rows:
    wanted = WantedOverdue(unit=taking.form.unit, kind=taking.form.kind)
    return Rows(await fetch_overdue(taking.reading, wanted, None, taking.limit, view=OverdueView.of))


OVERDUE = Export(_OVERDUE_SHEET, OverdueExport, "branch-life.export", _overdue)
