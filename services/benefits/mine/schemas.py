"""One's own matters, as the API shows them."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.http.validation import Flag, RequestBody


class OwnApplicationView(BaseModel):
    """How an application stands: nothing of who decides, and nothing that others said."""

    application_id: UUID
    programme_code: str
    applied_on: date
    document: str
    state: str
    waits_for: str | None = Field(description="room, station, centre; null: it has ended")
    published_on: date | None
    ended_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class OwnJobPushes(RequestBody):
    """Whether one is told of work that suits."""

    told: Flag
