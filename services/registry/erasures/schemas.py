"""What the API takes and says about erasures."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.erasures.parameters import ERASED
from shared.clock import local_date
from shared.http.validation import Reason, RequestBody


class ErasurePaper(RequestBody):
    """What an erasure rests on, as people fill it in."""

    document: Reason = Field(description="the document it rests on, by kind and number; without personal data")


class ErasureForm(ErasurePaper):
    """What an erasure rests on."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class ErasureProposed(BaseModel):
    """What was proposed."""

    erasure_id: UUID


class ErasureConfirmation(RequestBody):
    """Which file it is, read from the file by who confirms."""

    file_number: Annotated[str, Field(max_length=36, description="the last eight characters of the file's number")]


class ErasureDecision(RequestBody):
    """Why it is refused, or taken back."""

    reason: Reason = Field(description="without personal data")


class ErasureView(BaseModel):
    """An erasure that was proposed, and how it ended."""

    erasure_id: UUID
    person_id: UUID
    ground: str = Field(description="a word of the code list erasure-ground")
    document: str
    proposed_by: UUID
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="erased, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None
    out_of_backups_on: date | None = Field(description="by then no backup has the data either; null: not erased")

    @classmethod
    def of(cls, row: Row[Any], *, hold_days: int) -> Self:
        """`hold_days`: how long backups are held."""
        given = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        is_erased = row.outcome == ERASED
        out = local_date(row.decided_at) + timedelta(days=hold_days) if is_erased else None
        return cls(**given, by=row.display_name, out_of_backups_on=out)
