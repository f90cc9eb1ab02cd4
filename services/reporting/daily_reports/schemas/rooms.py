"""What the API takes and says about lines of rooms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.daily_reports.domain.rooms import RoomLine
from services.reporting.daily_reports.parameters import ROOM_STATES
from services.reporting.daily_reports.schemas.reports import EditionView, SubmissionPaper, WholeReportView
from shared.http.validation import OneOf

RoomStateCode = Literal["due", "submitted", "late"]
ShownRooms = Annotated[str, OneOf(ROOM_STATES, "not-a-state")]


class RoomSheetPaper(SubmissionPaper):
    """What a room says of its day, as people fill it in; the reason is asked for where it was handed in before, too."""


class RoomSheetForm(RoomSheetPaper):
    """What a room says of its day."""

    edition: int | None = Field(None, ge=0, description="the one that was shown, 0 for none; refused when it is not so")


class RoomLineStandsView(BaseModel):
    """How a line stands after what was done."""

    line_id: UUID
    state: RoomStateCode = Field(description="how punctual it is")
    minutes_late: int
    edition: int = Field(description="sheets that were handed in; to be sent with the next one")
    is_zero: bool

    @classmethod
    def of(cls, line: RoomLine) -> Self:
        return cls.model_validate({name: getattr(line, name) for name in cls.model_fields})


class RoomLineView(RoomLineStandsView):
    """A line of a room and day, with what its last sheet says."""

    report_id: UUID = Field(description="of the station")
    org_code: str
    org_path: str
    day: date
    due_at: datetime
    closes_at: datetime = Field(description="the last instant at which it is taken")
    handed_in_at: datetime | None = Field(description="the first time")
    lines: dict[str, int] | None = Field(description="number by line; null: nothing was handed in yet")
    text: str | None
    written_at: datetime | None = Field(description="of the last sheet")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class WholeRoomLineView(BaseModel):
    """A line with all its sheets, the last first, and what is counted of the room now."""

    line: RoomLineView
    counted: dict[str, int]
    editions: Sequence[EditionView]


class ReportWithRoomsView(WholeReportView):
    """A report of a station with what its rooms handed in."""

    rooms: Sequence[RoomLineView]
