"""How working days look from outside."""

from datetime import date

from pydantic import BaseModel, Field

from services.registry.working_days.domain import Month, Year


class MonthView(BaseModel):
    """A month as it is worked."""

    month: str = Field(description="2019-05")
    working_days: int
    off: list[date] = Field(description="of Monday to Friday, the days that are not worked")
    worked: list[date] = Field(description="of the weekend, the days that are")

    @classmethod
    def of(cls, month: Month) -> "MonthView":
        return cls(
            month=f"{month.first:%Y-%m}",
            working_days=month.working_days,
            off=list(month.off),
            worked=list(month.worked),
        )


class WorkingDaysView(BaseModel):
    """A year as it is worked."""

    year: int
    source: str = Field(description="document number of the notice on public holidays")
    working_days: int
    months: list[MonthView]

    @classmethod
    def of(cls, year: Year) -> "WorkingDaysView":
        months = [MonthView.of(month) for month in year.months]
        return cls(year=year.year, source=year.source, working_days=year.working_days, months=months)
