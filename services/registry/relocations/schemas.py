"""What the API takes and says about moves."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.relocations.commands import Reported
from services.registry.relocations.parameters import KINDS, REASONS, Kind
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str, code: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
    return value


class RelocationPaper(RequestBody):
    """A move, as people fill it in."""

    kind: str = Field(max_length=20, description="one of " + ", ".join(KINDS))
    division: str = Field(min_length=1, max_length=60, description="where the domicile or residence is: code, or name")
    unit: str | None = Field(
        None, max_length=60, description="room or station there: code, or name; with a domicile it is responsible"
    )
    moved_on: Day = Field(description="the first day there, Asia/Shanghai; today or before")
    document: Reason = Field(description="number of the document; without personal data")

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, value: str) -> str:
        return _must_be_of(KINDS, value, "not-a-kind")

    def reported(self) -> Reported:
        """What the command takes."""
        return Reported(Kind(self.kind), self.division, self.unit, self.moved_on, self.document)


class RelocationForm(RelocationPaper):
    """A move."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class RevocationPaper(RequestBody):
    """Why the last move is revoked, as people fill it in."""

    kind: str = Field(max_length=20, description="of which kind: " + ", ".join(KINDS))
    reason: str = Field(max_length=40, description="one of " + ", ".join(REASONS))
    document: Reason = Field(description="number of the document; without personal data")

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, value: str) -> str:
        return _must_be_of(KINDS, value, "not-a-kind")

    @field_validator("reason")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        return _must_be_of(REASONS, value, "not-a-reason")


class RevocationForm(RevocationPaper):
    """Why the last move is revoked."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class MovedView(BaseModel):
    """The file as it stands."""

    version: int


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
