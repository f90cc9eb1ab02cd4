"""What the API takes and says about contact points. Numbers go out masked, except to our service of messages."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.contacts.domain import ContactPoint
from services.registry.contacts.parameters import MOST_AT_ONCE, PurposeCode, VerificationCode, WithdrawalCode
from services.registry.contacts.queries import Verified
from shared.http.validation import RequestBody
from shared.privacy.personal import PhoneNumber


class VerificationForm(RequestBody):
    """The number that the person says is his own, whole, and how somebody made sure."""

    value: PhoneNumber = Field(description="a mobile number of mainland China, as it stands in the file")
    verification: VerificationCode


class WithdrawalForm(RequestBody):
    """Why the number is not to be used any more."""

    reason: WithdrawalCode


class MobileView(BaseModel):
    """The number in a file, and whether messages may go there."""

    value: str | None = Field(description="masked: 138****1234; null when there is none")
    verification: str | None
    verified_on: date | None = Field(description="null: messages do not go there")
    verified_by: UUID | None = Field(description="account")

    @classmethod
    def of(cls, mobile: PhoneNumber | None, point: ContactPoint | None) -> Self:
        return cls(
            value=None if mobile is None else mobile.masked(),
            verification=point and point.verification,
            verified_on=point and point.verified_on,
            verified_by=point and point.verified_by,
        )


class FetchForm(RequestBody):
    """Whose numbers are needed, and what for."""

    purpose: PurposeCode
    person_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class FetchedView(BaseModel):
    """A verified number in clear. Persons without one are missing."""

    contact_id: UUID
    person_id: UUID
    channel: str
    version: int = Field(description="sequence of the event that told of it")
    verification: str
    verified_on: date
    value: str

    @classmethod
    def of(cls, found: Verified) -> Self:
        facts = {name: getattr(found.point, name) for name in cls.model_fields if name != "value"}
        return cls(**facts, value=found.value.reveal())
