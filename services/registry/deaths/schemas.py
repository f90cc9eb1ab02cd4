"""What the API takes and says about deaths."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.deaths.commands import Reported
from services.registry.deaths.parameters import REASONS, SOURCES
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str, code: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
    return value


class DeathPaper(RequestBody):
    """A death, as people fill it in."""

    died_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    source: str = Field(max_length=40, description="one of " + ", ".join(SOURCES))
    document: Reason = Field(description="number of the document; without personal data")

    @field_validator("source")
    @classmethod
    def _is_a_source(cls, value: str) -> str:
        return _must_be_of(SOURCES, value, "not-a-source")

    def reported(self) -> Reported:
        """What the command takes."""
        return Reported(self.died_on, self.source, self.document)


class DeathForm(DeathPaper):
    """A death."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class RevocationPaper(RequestBody):
    """Why a record of a death is revoked, as people fill it in."""

    reason: str = Field(max_length=40, description="one of " + ", ".join(REASONS))
    document: Reason = Field(description="number of the document; without personal data")

    @field_validator("reason")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        return _must_be_of(REASONS, value, "not-a-reason")


class RevocationForm(RevocationPaper):
    """Why a record of a death is revoked."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class StandingView(BaseModel):
    """The file as it stands."""

    version: int


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
