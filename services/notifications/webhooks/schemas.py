"""What the API takes and says about webhooks."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import Row

from services.notifications.webhooks.parameters import Outcome, Stop
from shared.http.validation import Reason, RequestBody


class SecretView(BaseModel):
    """Shown this once."""

    secret: str = Field(description="what events are signed with (Standard Webhooks); kept sealed, not shown again")


class StopForm(RequestBody):
    """Why nothing is sent for the time being."""

    reason: Reason = Field(description="without personal data; the audit keeps it")


class ReplayForm(RequestBody):
    """From when on."""

    since: AwareDatetime = Field(description="events that were kept at this instant or later are sent again")


class WebhookView(BaseModel):
    """Whom events are posted to, and how that stands."""

    subscriber: str
    address: str | None
    until_on: date = Field(description="the last day")
    revoked_at: datetime | None
    secret_at: datetime | None = Field(description="when its secret was made; null: nothing is sent yet")
    position: int | None = Field(description="everything up to here is sent")
    tries: int | None = Field(description="of the next event that failed")
    failing_since: datetime | None = Field(description="null: the last attempt succeeded")
    next_attempt_at: datetime | None
    stopped_at: datetime | None = Field(description="null: it goes on")
    stopped_for: Stop | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class AttemptView(BaseModel):
    """One attempt to post an event."""

    attempt_id: UUID
    attempted_at: datetime
    event_id: UUID
    type: str
    position: int
    outcome: Outcome
    status: int | None = Field(description="of the answer; null: there was none")
    reason: str = Field(description="why there was no answer")
    answer: str = Field(description="the beginning of it")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})
