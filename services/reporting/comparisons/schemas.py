"""Comparisons as the API shows them."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.units.domain import code_of


class ComparisonView(BaseModel):
    """What the last comparison of a service with registry came to."""

    service: str
    wanted_at: datetime | None = Field(description="asked for and not done yet")
    compared_at: datetime | None
    units: int | None = Field(description="that were compared")
    units_differing: int | None = Field(description="whose digests differ, those that wait for events included")
    persons_waiting: int | None = Field(description="of whom not everything told is applied there")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class DifferenceView(BaseModel):
    """Somebody whom a service does not hold as registry does: an id, and nothing else of him."""

    service: str
    unit_code: str
    person_id: UUID
    kind: str = Field(description="missing, unexpected or other-days")
    day: date | None = Field(description="the first on which it differs; null where the service keeps no days")
    found_at: datetime = Field(description="by the first comparison that told it")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        facts = {name: row._mapping[name] for name in cls.model_fields if name != "unit_code"}
        return cls(unit_code=code_of(row.org_path), **facts)
