"""What the API takes and says about consents."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.consents.commands import Given
from services.registry.consents.parameters import FORMS, PURPOSES, STATED_ENDS
from shared.http.validation import Day, OneOf, Reason, RequestBody


class ConsentForm(RequestBody):
    """What somebody agreed to."""

    agreed_to: Annotated[str, OneOf(PURPOSES, "not-a-purpose")]
    form: Annotated[str, OneOf(FORMS, "not-a-form")] = Field(description="how: one of " + ", ".join(FORMS))
    given_on: Day = Field(description="calendar date, Asia/Shanghai; today or before")
    document: Reason = Field(description="where it stands, by kind and number; without personal data")

    def given(self) -> Given:
        """What the command takes."""
        return Given(self.agreed_to, self.form, self.given_on, self.document)


class ConsentWithdrawal(RequestBody):
    """Why it holds no longer, and since when."""

    ground: Annotated[str, OneOf(STATED_ENDS, "not-an-end")]
    withdrawn_on: Day = Field(description="calendar date, Asia/Shanghai; not before it was given")


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
