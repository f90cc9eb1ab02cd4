"""What is asked about events."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.validation import RequestBody

MOST_ASKED = 2_000
MOST_TYPES = 50

EventType = Annotated[str, Field(min_length=1, max_length=200, description="type of the event, with its version")]


class RecordedAsked(RequestBody):
    """Events of these types that were recorded from `since` on and before `until`, behind a place."""

    types: Annotated[list[EventType], Field(min_length=1, max_length=MOST_TYPES)]
    since: datetime
    until: datetime
    after: Annotated[int, Field(ge=0, description="place of the last one that is known")] = 0


class EventAsked(RequestBody):
    """An event by its place in its stream."""

    event_id: UUID
    type: EventType
    topic: Annotated[str, Field(min_length=1, max_length=200)]
    key: Annotated[str, Field(min_length=1, max_length=512)]
    sequence: Annotated[int, Field(ge=1)]


class EventsAsked(RequestBody):
    """What became of these."""

    events: Annotated[list[EventAsked], Field(max_length=MOST_ASKED)]
