"""What the API takes and says about reporting in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.report_ins.commands import Told
from services.registry.report_ins.domain import ReportIn
from services.registry.report_ins.parameters import EXCUSES, REVOCATIONS
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str, code: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
    return value


class ReportInPaper(RequestBody):
    """When somebody was discharged and reported in, as people fill it in."""

    discharged_on: Day = Field(description="the day of being approved to leave; as in the file, where that has it")
    reported_on: Day = Field(description="today or before")
    ceremony_on: Day | None = Field(None, description="of the welcome, where there was one")
    excuse: str | None = Field(None, max_length=40, description="of who was late, one of " + ", ".join(EXCUSES))
    document: Reason = Field(description="kind and number of the document; without personal data")

    @field_validator("excuse")
    @classmethod
    def _is_an_excuse(cls, value: str | None) -> str | None:
        return None if value is None else _must_be_of(EXCUSES, value, "not-an-excuse")

    def told(self) -> Told:
        """What the command takes."""
        return Told(ReportIn(self.discharged_on, self.reported_on, self.ceremony_on, self.excuse), self.document)


class ReportInForm(ReportInPaper):
    """When somebody was discharged and reported in."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class RevocationPaper(RequestBody):
    """Why a record is revoked, as people fill it in."""

    reason: str = Field(max_length=40, description="one of " + ", ".join(REVOCATIONS))
    document: Reason = Field(description="kind and number of the document; without personal data")

    @field_validator("reason")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        return _must_be_of(REVOCATIONS, value, "not-a-reason")


class RevocationForm(RevocationPaper):
    """Why a record is revoked."""

    version: int | None = Field(None, ge=1, description="the version of the file that was decided on")


class FileVersionView(BaseModel):
    """The file as it stands."""

    version: int


class ReportInView(BaseModel):
    """A record of somebody who reported in."""

    report_in_id: UUID
    person_id: UUID
    discharged_on: date
    reported_on: date
    late_days: int = Field(description="0: in time, or of days of which no rule is known")
    is_forfeit: bool = Field(description="so late, without a good reason, that the county decides on the placement")
    ceremony_on: date | None
    excuse: str | None
    document: str
    recorded_by: UUID
    recorded_at: datetime
    ended_by: UUID | None
    ended_at: datetime | None = Field(description="null: it stands")
    end_reason: str | None = Field(description="corrected, or why it was revoked")
    end_document: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        known = ReportIn(row.discharged_on, row.reported_on, row.ceremony_on, row.excuse)
        own = {name: row._mapping[name] for name in cls.model_fields if name != "is_forfeit"}
        return cls(**own, is_forfeit=known.is_forfeit)
