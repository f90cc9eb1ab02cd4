"""What the API takes and says about deaths."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.deaths.commands import Reported
from services.registry.deaths.parameters import REASONS, SOURCES
from services.registry.veterans.schemas.forms import OfFile
from shared.http.validation import Day, OneOf, Reason, RequestBody


class DeathPaper(RequestBody):
    """A death, as people fill it in."""

    died_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    source: Annotated[str, OneOf(SOURCES, "not-a-source")]
    document: Reason = Field(description="number of the document; without personal data")

    def reported(self) -> Reported:
        """What the command takes."""
        return Reported(self.died_on, self.source, self.document)


class DeathForm(DeathPaper, OfFile):
    """A death."""


class RevocationPaper(RequestBody):
    """Why a record of a death is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document; without personal data")


class RevocationForm(RevocationPaper, OfFile):
    """Why a record of a death is revoked."""


class DeathView(BaseModel):
    """A record of a death."""

    death_id: UUID
    died_on: date
    source: str
    document: str
    recorded_by: UUID
    recorded_at: datetime
    revoked_by: UUID | None
    revoked_at: datetime | None = Field(description="null: it stands")
    revocation_reason: str | None
    revocation_document: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})
