"""Events as they are fetched: CloudEvents in a batch, and where to go on."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from services.notifications.feeds.domain import BEGINNING, Cursor
from shared.http.pages import BrokenCursor

_SHAPE = tuple[int, datetime, str]


class EventBatch(BaseModel):
    """Events in the order in which they were kept, of one key in its own."""

    events: list[dict[str, Any]] = Field(description="CloudEvents 1.0 in JSON; `data` as the type's schema says")
    next: str = Field(description="give it as `after` to go on, now or later")
    more: bool = Field(description="go on at once; false: there is nothing more at present")


def written(cursor: Cursor) -> str:
    """For whoever goes on there."""
    if cursor.kept_at is None:
        return "0"
    content = msgspec.json.encode((cursor.position, cursor.kept_at, cursor.feed or ""))
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read(after: str | None) -> Cursor:
    """What `written` wrote; nothing is the beginning. Raises `BrokenCursor`."""
    if after is None or after == "0":
        return BEGINNING
    try:
        content = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        position, kept_at, feed = msgspec.json.decode(content, type=_SHAPE)
        if not (0 < position < 1 << 63) or kept_at.tzinfo is None:
            raise BrokenCursor
        return Cursor(position, kept_at.astimezone(UTC), feed or None)
    except (binascii.Error, ValueError, OverflowError, msgspec.MsgspecError):
        raise BrokenCursor from None
