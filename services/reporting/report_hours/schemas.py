"""What the API takes and says about the hours of daily reports."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.report_hours.domain import Plan
from services.reporting.report_hours.parameters import OWED, Hours
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs

Hour = Annotated[
    str,
    WrittenAs(
        r"^([01][0-9]|2[0-3]):(00|15|30|45)$",
        zh="整点或者整刻的时间，例如 17:30",
        en="a time of the day on the quarter hour, like 17:30",
    ),
]
OwedCode = Annotated[str, OneOf(OWED, "not-owed-days")]
StateCode = Literal["proposed", "confirmed", "withdrawn"]


class HoursForm(RequestBody):
    """Hours that are proposed."""

    since: Day = Field(description="the first day of which they hold; later than today")
    rooms: Hour = Field(description="until then the line of a room is in time")
    due: Hour = Field(description="until then the report of a station is in time")
    closes: Hour = Field(description="of the next day, a full hour: until then it is late, after that missed")
    nothing_from: Hour | None = Field(None, description="before then nobody reports nothing; null: at any time")
    owed: OwedCode = Field("every-day", description="of which days there is a report")
    source: Reason = Field(description="kind and number of the document; without personal data")

    def hours(self) -> Hours:
        """As the domain has them."""
        nothing_from = None if self.nothing_from is None else time.fromisoformat(self.nothing_from)
        return Hours(
            self.since,
            time.fromisoformat(self.due),
            time.fromisoformat(self.closes),
            "every-day" if self.owed == "every-day" else "working-days",
            self.source,
            time.fromisoformat(self.rooms),
            nothing_from,
        )


class OfHours(RequestBody):
    """What is done with hours as they were shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class HoursConfirmationPaper(RequestBody):
    """That hours hold, as people fill it in."""


class HoursConfirmationForm(OfHours):
    """That hours hold from their first day on."""


class HoursWithdrawalPaper(RequestBody):
    """Why hours do not hold, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class HoursWithdrawalForm(HoursWithdrawalPaper, OfHours):
    """Why hours do not hold."""


class HoursMade(BaseModel):
    """Hours that were proposed."""

    plan_id: UUID


class HoursStandView(BaseModel):
    """How hours stand after what was done."""

    plan_id: UUID
    state: StateCode
    version: int = Field(description="to be sent with what is done with them")

    @classmethod
    def of(cls, plan: Plan) -> Self:
        return cls.model_validate({name: getattr(plan, name) for name in cls.model_fields})


class HoursView(HoursStandView):
    """Hours of daily reports."""

    since: date
    rooms: str
    due: str
    closes: str
    nothing_from: str | None
    owed: Literal["every-day", "working-days"]
    source: str
    written_by: UUID = Field(description="who proposed them: he does not confirm them")
    written_for: UUID | None = Field(description="the account that it stood in for: nor does that")
    written_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None = Field(description="why they were withdrawn")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: as_typed(row._mapping[name]) for name in cls.model_fields})


def as_typed(value: Any) -> Any:
    """A time of the day as people type it; anything else as it is."""
    return f"{value:%H:%M}" if isinstance(value, time) else value


def typed(hours: Hours) -> dict[str, Any]:
    """By the names of the form, but for the first day and the document."""
    names = ("rooms", "due", "closes", "nothing_from", "owed")
    return {name: as_typed(getattr(hours, name)) for name in names}
