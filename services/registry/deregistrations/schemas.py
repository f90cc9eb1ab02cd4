"""What the API takes and says about deregistrations."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.deregistrations.commands import Ground
from services.registry.deregistrations.parameters import REASONS, REVOCATION_REASONS
from services.registry.veterans.schemas.forms import OfFile
from shared.http.validation import OneOf, Reason, RequestBody


class DeregistrationPaper(RequestBody):
    """Why a registration is void, as people fill it in."""

    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document that shows it; without personal data")

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class DeregistrationForm(DeregistrationPaper, OfFile):
    """Why a registration is void."""


class RevocationPaper(RequestBody):
    """Why a deregistration is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REVOCATION_REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document that shows it; without personal data")

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class RevocationForm(RevocationPaper, OfFile):
    """Why a deregistration is revoked."""


class DeregistrationView(BaseModel):
    """A record of a deregistration."""

    deregistration_id: UUID
    person_id: UUID
    effective_on: date = Field(description="day of the registration that is void")
    reason: str
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
