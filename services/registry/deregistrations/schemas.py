"""What the API takes and says about deregistrations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.deregistrations.commands import Ground
from services.registry.deregistrations.parameters import REASONS, REVOCATION_REASONS
from shared.http.validation import Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(
            "not-a-reason", zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}."
        )  # fmt: skip
    return value


class DeregistrationPaper(RequestBody):
    """Why a registration is void, as people fill it in."""

    reason: str = Field(max_length=40, description="one of " + ", ".join(REASONS))
    document: Reason = Field(description="number of the document that shows it; without personal data")

    @field_validator("reason")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        return _must_be_of(REASONS, value)

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class DeregistrationForm(DeregistrationPaper):
    """Why a registration is void."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class RevocationPaper(RequestBody):
    """Why a deregistration is revoked, as people fill it in."""

    reason: str = Field(max_length=40, description="one of " + ", ".join(REVOCATION_REASONS))
    document: Reason = Field(description="number of the document that shows it; without personal data")

    @field_validator("reason")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        return _must_be_of(REVOCATION_REASONS, value)

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class RevocationForm(RevocationPaper):
    """Why a deregistration is revoked."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class FileView(BaseModel):
    """The file as it stands."""

    version: int


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
