"""What the API takes and says about moves."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.relocations.commands import Reported
from services.registry.relocations.parameters import KINDS, REASONS, Kind
from services.registry.veterans.schemas.forms import OfFile
from shared.http.validation import Day, OneOf, Reason, RequestBody


class RelocationPaper(RequestBody):
    """A move, as people fill it in."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    division: str = Field(min_length=1, max_length=60, description="where the domicile or residence is: code, or name")
    unit: str | None = Field(
        None, max_length=60, description="room or station there: code, or name; with a domicile it is responsible"
    )
    moved_on: Day = Field(description="the first day there, Asia/Shanghai; today or before")
    document: Reason = Field(description="number of the document; without personal data")

    def reported(self) -> Reported:
        """What the command takes."""
        return Reported(Kind(self.kind), self.division, self.unit, self.moved_on, self.document)


class RelocationForm(RelocationPaper, OfFile):
    """A move."""


class RevocationPaper(RequestBody):
    """Why the last move is revoked, as people fill it in."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")] = Field(description="of which kind: " + ", ".join(KINDS))
    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    document: Reason = Field(description="number of the document; without personal data")


class RevocationForm(RevocationPaper, OfFile):
    """Why the last move is revoked."""


class RelocationView(BaseModel):
    """A record of a move."""

    relocation_id: UUID
    kind: Kind
    from_division_code: str
    from_org_code: str | None
    to_division_code: str
    to_org_code: str | None
    moved_on: date
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
