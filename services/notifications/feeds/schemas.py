"""Events as they are fetched: CloudEvents in a batch, and where to go on."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, Field

from services.notifications.feeds.domain import Cursor, Granted, HandedEvent
from shared.http.pages import BrokenCursor

_SHAPE = tuple[UUID, datetime, str, datetime | None]

BEGINNING = "0"


class EventBatch(BaseModel):
    """Events in the order in which they were kept, of one key in its own."""

    events: list[dict[str, Any]] = Field(description="CloudEvents 1.0 in JSON; `data` as the type's schema says")
    next: str = Field(description="give it as `after` to go on, now or later")
    more: bool = Field(description="go on at once; false: there is nothing more at present")


def written(last: HandedEvent, granted: Granted) -> str:
    """For whoever goes on behind it."""
    content = msgspec.json.encode((last.event_id, last.kept_at, granted.feed or "", granted.history))
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read(after: str | None) -> Cursor | None:
    """What `written` wrote; None is the beginning. Raises `BrokenCursor`."""
    if after is None or after == BEGINNING:
        return None
    try:
        content = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        event_id, kept_at, feed, history = msgspec.json.decode(content, type=_SHAPE)
        if kept_at.tzinfo is None or (history and history.tzinfo is None):
            raise BrokenCursor
        return Cursor(event_id, kept_at.astimezone(UTC), feed or None, history.astimezone(UTC) if history else None)
    except (binascii.Error, ValueError, OverflowError, msgspec.MsgspecError):
        raise BrokenCursor from None
