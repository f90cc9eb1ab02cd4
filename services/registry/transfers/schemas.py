"""What the API takes and says about moves between counties."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.transfers.commands import Arrived, Leaving, Left
from services.registry.transfers.domain import first_month
from services.registry.transfers.parameters import DIRECTIONS, IS_OPEN, REASONS, Direction
from services.registry.transfers.queries import fetch_transfers
from services.registry.veterans.schemas.forms import OfFile
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody

Division = Annotated[
    str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$", description="division code in the other county")
]
Month = Annotated[
    str | None,
    Field(
        pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
        description="the last month that the county of origin pays, as 2019-04; absent: nothing is paid",
    ),
]
Code = Annotated[str | None, Field(max_length=24)]
Document = Annotated[Reason, Field(description="number of the document; without personal data")]


class LeavingPaper(RequestBody):
    """Where somebody is about to move, as people fill it in."""

    division: Division
    paid_through_month: Month = None
    document: Document

    def leaving(self) -> Leaving:
        """What the command takes."""
        return Leaving(self.division, self.paid_through_month, self.document)


class LeavingForm(LeavingPaper, OfFile):
    """Where somebody is about to move."""


class LeftPaper(RequestBody):
    """That somebody has moved, as people fill it in."""

    moved_on: Day = Field(description="the first day in the other county's register, Asia/Shanghai; today or before")
    paid_through_month: Month = None
    document: Document

    def left(self) -> Left:
        """What the command takes."""
        return Left(self.moved_on, self.paid_through_month, self.document)


class LeftForm(LeftPaper, OfFile):
    """That somebody has moved."""


class ArrivedPaper(RequestBody):
    """That somebody has come, as people fill it in."""

    division: Division
    paid_through_month: Month = None
    moved_on: Day = Field(description="the first day in this county's register, Asia/Shanghai; today or before")
    org_code: Code = Field(None, description="room or station; of who comes back")
    domicile_code: Code = Field(None, description="division of household registration; of who comes back")
    document: Document

    def arrived(self) -> Arrived:
        """What the command takes."""
        return Arrived(
            self.division,
            self.paid_through_month,
            self.moved_on,
            self.document,
            self.org_code or None,
            self.domicile_code or None,
        )


class ArrivedForm(ArrivedPaper, OfFile):
    """That somebody has come."""


class RevocationPaper(RequestBody):
    """Why the last move is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    document: Document


class RevocationForm(RevocationPaper, OfFile):
    """Why the last move is revoked."""


class TransferView(BaseModel):
    """A record of a move between counties."""

    transfer_id: UUID
    person_id: UUID
    direction: Direction
    division_code: str
    document: str
    started_by: UUID
    started_at: datetime
    paid_through_month: str | None
    first_month_here: str | None = Field(description="the first month that this county pays; null: it does not")
    moved_on: date | None = Field(description="null: not completed")
    completed_by: UUID | None
    completed_at: datetime | None
    completion_document: str | None
    revoked_by: UUID | None
    revoked_at: datetime | None = Field(description="null: it stands")
    revocation_reason: str | None
    revocation_document: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        said = {name: row._mapping[name] for name in cls.model_fields if name != "first_month_here"}
        return cls(**said, first_month_here=_first_month(row))


class TransfersExport(ExportForm):
    """Which moves are taken away, and why."""

    is_open: Flag | None = None


def _first_month(row: Row[Any]) -> str | None:
    return first_month(row.moved_on, row.paid_through_month) if row.direction == Direction.IN else None


def _line(row: Row[Any]) -> dict[str, Any]:
    document = row.completion_document or row.document
    shown = {"document": document, "is_open": row.moved_on is None, "first_month_here": _first_month(row)}
    return {**row._mapping, **shown}


async def _rows(taking: Taking[TransfersExport]) -> Rows:
    is_open = taking.form.is_open
    page = await fetch_transfers(taking.reading, None, taking.limit, is_open=is_open, view=lambda row: row)
    return Rows(page, _line)


_IS_OPEN = Column("is_open", "状态", "state", {each.code: each for each in IS_OPEN})
TRANSFERS = Export(
    Sheet(
        "transfers",
        "迁出迁入",
        "Moves between counties",
        (
            Column("person_id", "档案编号", "file number"),
            Column("direction", "方向", "direction", DIRECTIONS),
            Column("division_code", "外县区划", "division there"),
            Column("moved_on", "迁移日期", "moved on"),
            Column("paid_through_month", "迁出地发放至", "paid there through"),
            Column("first_month_here", "本县起发月份", "paid here from"),
            Column("document", "文号", "document"),
            Column("started_at", "登记时间", "recorded"),
            _IS_OPEN,
        ),
        (_IS_OPEN,),
    ),
    TransfersExport,
    "veterans.export",
    _rows,
)
