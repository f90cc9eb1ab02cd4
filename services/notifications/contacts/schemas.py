"""Contact points as the API takes and shows them."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.notifications.contacts.domain import ContactPoint
from services.notifications.contacts.parameters import VerificationCode
from services.notifications.templates.parameters import ChannelCode, PurposeCode
from shared.http.validation import RequestBody
from shared.privacy.personal import PhoneNumber


class ContactPointEntry(RequestBody):
    """A number to keep."""

    value: Annotated[PhoneNumber, Field(description="a mobile number of mainland China; encrypted, shown masked")]
    verification: Annotated[
        VerificationCode | None,
        Field(description="how staff made sure it is the person's own; without it no message goes there"),
    ] = None


class ContactPointView(BaseModel):
    """A contact point with its value masked."""

    person_id: UUID
    channel: ChannelCode
    value: Annotated[str, Field(description="masked: 138****1234")]
    verification: str | None
    verified_on: date | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, point: ContactPoint, value: PhoneNumber) -> Self:
        """The contact point as staff see it."""
        return cls(
            person_id=point.person_id,
            channel=point.channel,
            value=value.masked(),
            verification=point.verification,
            verified_on=point.verified_on,
            revoked_at=point.revoked_at,
        )


class OptOutView(BaseModel):
    """A purpose for which the person wants no messages."""

    purpose: PurposeCode
