"""What the API takes and says about webhooks."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.notifications.webhooks.parameters import OUTCOMES, REASONS, Outcome, Stop
from services.notifications.webhooks.queries import WantedAttempts, fetch_attempts
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Instant, Reason, RequestBody

SubscriberPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$", description="name of the system")]


class SecretView(BaseModel):
    """Shown this once."""

    secret: str = Field(description="what events are signed with (Standard Webhooks); kept sealed, not shown again")


class StopForm(RequestBody):
    """Why nothing is sent for the time being."""

    reason: Reason = Field(description="without personal data; the audit keeps it")


class ReplayForm(RequestBody):
    """From when on."""

    since: Instant = Field(
        description="events that were kept at this instant or later are sent again; "
        "to who was sent none, what was recorded since"
    )


class ReplayFromForm(RequestBody):
    """From which day on; as a page asks it."""

    since: Day = Field(
        description="events that were kept on this day or later are sent again; "
        "to who was sent none, what was recorded since"
    )


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
    subscriber: str
    attempted_at: datetime
    event_id: UUID
    type: str
    position: int
    outcome: Outcome
    status: int | None = Field(description="of the answer; null: there was none")
    reason: str = Field(description="why there was no answer, a code or the kind of the fault; empty: there was one")
    answer: str = Field(description="the beginning of it")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class AttemptsExport(ExportForm):
    """Which attempts are taken away, and why."""

    subscriber: str | None = None
    outcome: Outcome | None = None


_OUTCOME = Column("outcome", "结果", "outcome", OUTCOMES)
_SHEET = Sheet(
    "webhook-attempts",
    "推送记录",
    "Attempts",
    (
        Column("attempted_at", "时间", "when"),
        Column("subscriber", "系统", "system"),
        Column("type", "事件类型", "type"),
        Column("event_id", "事件编号", "event"),
        _OUTCOME,
        Column("status", "状态码", "status"),
        Column("reason", "未获答复的原因", "why there was no answer", REASONS),
        Column("answer", "答复", "answer"),
    ),
    (Column("subscriber", "系统", "system"), _OUTCOME),
)


async def _rows(taking: Taking[AttemptsExport]) -> Rows:
    wanted = WantedAttempts(taking.form.subscriber, taking.form.outcome)
    return Rows(await fetch_attempts(taking.reading, wanted, None, taking.limit, view=AttemptView.of))


ATTEMPTS = Export(_SHEET, AttemptsExport, "webhooks.export", _rows)
