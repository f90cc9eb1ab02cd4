"""What the API says about the reports of a month."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.daily_reports.queries.months import StationMonth
from services.reporting.daily_reports.schemas.reports import StateCode
from shared.calendar.periods import CalendarMonth
from shared.http.validation import WrittenAs

Month = Annotated[
    str, WrittenAs(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", zh="年月，例如 2019-04", en="a month, as 2019-04")
]  # fmt: skip


class DayOfStationView(BaseModel):
    """The report of a station and day."""

    report_id: UUID
    day: date
    state: StateCode
    is_overdue: bool = Field(description="it was due by now, and nothing was handed in yet")
    is_zero: bool
    return_reason: str | None = Field(description="why it is to be handed in again; null: it is not")

    @classmethod
    def of_row(cls, row: Row[Any], now: datetime) -> Self:
        said = {name: row._mapping[name] for name in ("report_id", "day", "state", "is_zero", "return_reason")}
        return cls(**said, is_overdue=row.state == "due" and now > row.due_at)


class StationMonthView(BaseModel):
    """A station with its reports of the month; none of a day on which it owed none."""

    org_code: str
    counts: dict[str, int] = Field(description="reports in each state; `zero` and `returned` beside them")
    days: Sequence[DayOfStationView]


class MonthView(BaseModel):
    """The reports of a month, station by station."""

    month: str
    stations: Sequence[StationMonthView]

    @classmethod
    def of(cls, month: CalendarMonth, stations: Sequence[StationMonth], now: datetime) -> Self:
        shown = [
            StationMonthView(
                org_code=each.org_code,
                counts=dict(each.counts),
                days=[DayOfStationView.of_row(row, now) for row in each.reports.values()],
            )
            for each in stations
        ]
        return cls(month=month.code, stations=shown)
