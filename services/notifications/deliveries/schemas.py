"""Deliveries as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.notifications.deliveries.parameters import REASONS, STATES, State
from shared.language import Named


class NamedView(BaseModel):
    """A code in both languages."""

    code: str
    zh: str
    en: str

    @classmethod
    def of(cls, named: Named) -> Self:
        """The code with its words."""
        return cls(code=named.code, zh=named.zh, en=named.en)


class DeliveryView(BaseModel):
    """What became of one message to one person; neither its text nor where it went."""

    notification_id: UUID
    person_id: UUID
    template: str
    cause_event_id: UUID
    cause_type: str
    requested_at: Annotated[datetime, Field(description="when the event that owes the message was recorded")]
    state: NamedView
    reason: NamedView | None
    channel: str | None
    attempts: int
    next_attempt_at: Annotated[datetime | None, Field(description="while it is pending")]
    changed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row of `deliveries_within`."""
        state = State(row.state)
        facts = dict(row._mapping) | {
            "state": NamedView.of(STATES[state]),
            "reason": None if row.reason is None else NamedView.of(REASONS[row.reason]),
            "next_attempt_at": row.next_attempt_at if state is State.PENDING else None,
        }
        return cls.model_validate(facts)
