"""What is due as an operator sees it."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.http.validation import Day, RequestBody
from shared.schedule.working_days import WrittenNotice


class DueView(BaseModel):
    """Something that is due or will be."""

    name: str = Field(description="the job")
    key: str = Field(description="what it is about; empty for a recurring job")
    due_at: datetime
    next_attempt_at: datetime
    attempts: int = Field(description="that failed in a row")
    failure: str | None = Field(description="of the last attempt: the code of a refusal or the name of an error")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class ClockConfirmedView(BaseModel):
    """The time that was confirmed, and the jobs that had waited for it."""

    county_time: datetime
    jobs: list[str]


class NoticeForm(RequestBody):
    """A year's notice on public holidays."""

    source: str = Field(min_length=1, max_length=100, description="document number of the notice")
    off: list[tuple[Day, Day]] = Field(min_length=1, max_length=60, description="days off, first and last inclusive")
    worked: list[Day] = Field(max_length=60, description="weekend days that are worked instead")

    def written(self) -> WrittenNotice:
        return WrittenNotice(self.source, self.off, self.worked)


class NoticeEnteredView(BaseModel):
    """The year, and whether anything changed."""

    year: int
    changed: bool
