"""Promises as the API shows them."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row


class PartView(BaseModel):
    """So many events stand so at a service."""

    service: str
    step: str = Field(description="published, applied or told")
    state: str
    reason: str | None = Field(description="why, where there is more to say than the state")
    count: int
    events: list[UUID] = Field(description="ids of some that keep the day from closing")


class PromiseDayView(BaseModel):
    """What became of a promise of a day."""

    promise: str
    day: date
    asked_at: datetime = Field(description="since when it is to close")
    looked_at: datetime | None
    closed_at: datetime | None = Field(description="null: it does not close yet")
    recorded: int | None = Field(description="events of it that day, by the last look")
    parts: list[PartView]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})
