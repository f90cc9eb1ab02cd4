"""Events fetched over HTTP by systems of others that do not read Kafka."""

from typing import Annotated

from fastapi import Query

from services.notifications.dependencies import EventReading
from services.notifications.feeds import schemas
from services.notifications.feeds.domain import cloud_event
from services.notifications.feeds.parameters import HTTP, MOST_EVENTS
from services.notifications.feeds.queries import get_granted, position_behind, read_on
from services.notifications.metrics import FEED_HANDED_ON_TOTAL
from shared.clock import local_date
from shared.http.pages import LONGEST_CURSOR
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["feeds"])

After = Annotated[
    str | None,
    Query(max_length=LONGEST_CURSOR, description="`next` of an answer; absent: from the first event"),
]
Limit = Annotated[int, Query(ge=1, le=MOST_EVENTS, description=f"events in an answer, at most {MOST_EVENTS}")]


@router.get("/events", responses=problems(401, 403, 409))
async def list_events(reading: EventReading, after: After = None, limit: Limit = 100) -> schemas.EventBatch:
    """Events that this account's subscription names, from `after` on · 取走订阅的事件

    Nothing is lost and nothing comes twice; `cursor-outdated` says that all begins anew.
    """
    granted = await get_granted(reading.connection, reading.caller.account_id, local_date(reading.now))
    position = await position_behind(reading.connection, schemas.read(after), granted)
    piece = await read_on(reading.connection, granted, position, limit=limit)
    FEED_HANDED_ON_TOTAL.labels(HTTP).inc(len(piece.rows))
    events = [cloud_event(each.headers, each.data) for each in piece.rows]
    reached = schemas.written(piece.rows[-1], granted) if piece.rows else after or schemas.BEGINNING
    return schemas.EventBatch(events=events, next=reached, more=piece.more)
