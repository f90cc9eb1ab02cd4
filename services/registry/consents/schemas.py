"""What the API takes and says about consents."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Row

from services.registry.consents.commands import Given
from services.registry.consents.parameters import FORMS, PURPOSES, STATED_ENDS
from shared.http.validation import Day, Reason, RequestBody, field_fault
from shared.language import Named


def _must_be_of(words: Mapping[str, Named], value: str, code: str) -> str:
    if value not in words:
        named = "、".join(f"{word}（{each.zh}）" for word, each in words.items())
        raise field_fault(code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(words)}.")
    return value


class ConsentForm(RequestBody):
    """What somebody agreed to."""

    agreed_to: str = Field(max_length=64, description="one of " + ", ".join(PURPOSES))
    form: str = Field(max_length=64, description="how: one of " + ", ".join(FORMS))
    given_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    document: Reason = Field(description="where it stands, by kind and number; without personal data")

    @field_validator("agreed_to")
    @classmethod
    def _is_a_purpose(cls, value: str) -> str:
        return _must_be_of(PURPOSES, value, "not-a-purpose")

    @field_validator("form")
    @classmethod
    def _is_a_form(cls, value: str) -> str:
        return _must_be_of(FORMS, value, "not-a-form")

    def given(self) -> Given:
        """What the command takes."""
        return Given(self.agreed_to, self.form, self.given_on, self.document)


class ConsentWithdrawal(RequestBody):
    """Why it holds no longer, and since when."""

    ground: str = Field(max_length=64, description="one of " + ", ".join(STATED_ENDS))
    withdrawn_on: Day = Field(description="calendar date, Asia/Shanghai; not before it was given")

    @field_validator("ground")
    @classmethod
    def _is_an_end(cls, value: str) -> str:
        return _must_be_of(STATED_ENDS, value, "not-an-end")


class ConsentRecordedView(BaseModel):
    """What was recorded."""

    consent_id: UUID


class ConsentView(BaseModel):
    """A consent."""

    consent_id: UUID
    person_id: UUID
    purpose: str = Field(description="a word of the code list consent-purpose")
    form: str = Field(description="a word of the code list consent-form")
    given_on: date
    document: str
    withdrawn_on: date | None = Field(description="null: it holds")
    reason: str | None = Field(description="why it holds no longer: a word of the code list consent-end")
    recorded_at: datetime
    by: str | None = Field(description="name of the account that recorded it")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(by=row.display_name, **{name: row._mapping[name] for name in cls.model_fields if name != "by"})
