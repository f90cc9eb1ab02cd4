"""What the API takes and says about opening figures."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.openings.domain import Opening
from services.reporting.openings.parameters import FLOWS
from shared.http.validation import Day, Reason, RequestBody

MOST = 1_000_000_000


class OpeningCorrection(RequestBody):
    """What it should have said."""

    counted_to: Day = Field(description="the last day it covers, before anything of the unit is counted")
    value: int = Field(ge=0, le=MOST, description="of the unit by itself, without the units below it")
    document: Reason = Field(description="number of the document that says so; without personal data")


class OpeningForm(OpeningCorrection):
    """An opening figure."""

    org_code: str = Field(min_length=1, max_length=24, description="code of the unit")
    figure_code: str = Field(max_length=8, description="one of " + ", ".join(FLOWS))

    def opening(self) -> Opening:
        """What the command takes."""
        return Opening(self.figure_code, self.counted_to, self.value, self.document)


class OpeningWithdrawal(RequestBody):
    """Why one is withdrawn."""

    reason: Reason = Field(description="without personal data")


class RecordedOpening(BaseModel):
    """The one that stands now."""

    opening_id: UUID


class OpeningView(BaseModel):
    """An opening figure."""

    opening_id: UUID
    figure_code: str
    org_path: str = Field(description="of the unit: codes from the centre down, joined by dots")
    counted_to: date
    value: int
    document: str
    replaces: UUID | None = Field(description="the one it corrects")
    recorded_by: UUID
    recorded_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None = Field(description="null: it stands")
    end_reason: str | None = Field(description="null beside ended_at: corrected, not withdrawn")
    counted_as_well: int = Field(description="what events recorded since say of the same days; to be looked into")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class OpeningTotals(BaseModel):
    """Opening figures of a unit, everything below it included."""

    as_of: date
    known_on: date | None = Field(description="only what was recorded by the end of that day; null: all")
    unit_code: str
    totals: dict[str, int] = Field(description="figure → value; one without any is missing")
