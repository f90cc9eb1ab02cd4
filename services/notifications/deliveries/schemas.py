"""Deliveries as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.notifications.deliveries.domain import is_unreached
from services.notifications.deliveries.parameters import CAUSES, REASONS, STATES, DeliveryState
from services.notifications.deliveries.queries import WantedDeliveries, fetch_deliveries
from services.notifications.templates.parameters import CHANNELS
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
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
    may_be_resent: Annotated[bool, Field(description="it was not sent for want of a contact point")]
    next_attempt_at: Annotated[datetime | None, Field(description="while it is pending")]
    changed_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row of `deliveries_within`."""
        state = DeliveryState(row.state)
        facts = dict(row._mapping) | {
            "state": NamedView.of(STATES[state]),
            "may_be_resent": is_unreached(state, row.reason),
            "reason": None if row.reason is None else NamedView.of(REASONS[row.reason]),
            "next_attempt_at": row.next_attempt_at if state is DeliveryState.PENDING else None,
        }
        return cls.model_validate(facts)


class ResentView(BaseModel):
    """How many messages are due once more."""

    resent_count: int


_SHEET = Sheet(
    "messages",
    "告知记录",
    "Messages",
    (
        Column("notification_id", "编号", "message"),
        Column("person_id", "档案编号", "file number"),
        Column("template", "模板", "template"),
        Column("cause", "起因", "cause", CAUSES),
        Column("requested_at", "起因时间", "caused"),
        Column("state", "结果", "state", STATES),
        Column("reason", "原因", "reason", REASONS),
        Column("channel", "渠道", "channel", CHANNELS),
        Column("attempts", "尝试次数", "attempts"),
        Column("changed_at", "最近变动", "changed"),
    ),
    (Column("state", "结果", "state", STATES),),
)


class MessagesExport(ExportForm):
    """Which messages are taken away, and why."""

    state: DeliveryState | None = None


def _line(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "cause": row.cause_type.split(".")[-2]}


async def _rows(taking: Taking[MessagesExport]) -> Rows:
    wanted = WantedDeliveries(state=taking.form.state)
    return Rows(await fetch_deliveries(taking.reading, wanted, None, taking.limit, view=lambda row: row), _line)


MESSAGES = Export(_SHEET, MessagesExport, "messages.export", _rows)
