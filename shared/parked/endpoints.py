"""Parked events over HTTP: list, read, redrive, discard. For the system administrator."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import func, select

from shared.auth.roles import Role
from shared.command.transaction import Work
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.inbox.tables import PARKED_EVENT, PARKED_KEY, STREAM_VERSION
from shared.parked.commands import (
    ParkedNotFound,
    discard_parked_event,
    discard_parked_through,
    redrive_parked_key,
)
from shared.parked.schemas import (
    DiscardedView,
    DiscardRequest,
    DiscardThroughRequest,
    ParkedEventView,
    ParkedKeyView,
    RedrivenView,
)

Operator = Annotated[Work, Depends(commanding(Role.SYSTEM_ADMINISTRATOR))]
Reader = Annotated[Reading, Depends(reading(Role.SYSTEM_ADMINISTRATOR))]

_EVENT_COUNT = (
    select(func.count())
    .where(PARKED_EVENT.c.topic == PARKED_KEY.c.topic, PARKED_EVENT.c.key == PARKED_KEY.c.key)
    .scalar_subquery()
)
_LAST_SEQUENCE = func.coalesce(
    select(STREAM_VERSION.c.sequence)
    .where(STREAM_VERSION.c.topic == PARKED_KEY.c.topic, STREAM_VERSION.c.key == PARKED_KEY.c.key)
    .scalar_subquery(),
    0,
)
_EVENTS = select(PARKED_EVENT).join(
    PARKED_KEY, (PARKED_KEY.c.topic == PARKED_EVENT.c.topic) & (PARKED_KEY.c.key == PARKED_EVENT.c.key)
)
_KEYS = select(PARKED_KEY, _EVENT_COUNT.label("event_count"), _LAST_SEQUENCE.label("last_sequence"))


router = APIRouter(tags=["operations"])


@router.get("/parked")
async def list_parked_keys(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[ParkedKeyView]:
    """Aggregates whose events wait, the longest waiting first · 列出被搁置的对象"""
    order = [PARKED_KEY.c.parked_at, PARKED_KEY.c.id]
    return await fetch_page(asked.connection, _KEYS, by=order, cursor=cursor, limit=limit, view=ParkedKeyView.of)


@router.get("/parked/{parked_id}", responses=problems(404))
async def get_parked_key(parked_id: UUID, asked: Reader) -> ParkedKeyView:
    """One of them · 查看被搁置的对象"""
    row = (await asked.connection.execute(_KEYS.where(PARKED_KEY.c.id == parked_id))).first()
    if row is None:
        raise ParkedNotFound
    return ParkedKeyView.of(row)


@router.get("/parked/{parked_id}/events", responses=problems(404))
async def list_parked_events(
    parked_id: UUID, asked: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[ParkedEventView]:
    """Its records as they arrived, in the order of the log · 列出该对象被搁置的事件"""
    await get_parked_key(parked_id, asked)
    order = [PARKED_EVENT.c.partition, PARKED_EVENT.c.offset, PARKED_EVENT.c.id]
    theirs = _EVENTS.where(PARKED_KEY.c.id == parked_id)
    return await fetch_page(asked.connection, theirs, by=order, cursor=cursor, limit=limit, view=ParkedEventView.of)


@router.post("/parked/{parked_id}/events/{event_id}/discard", responses=problems(404, 409))
async def post_discard(parked_id: UUID, event_id: UUID, asked: DiscardRequest, work: Operator) -> DiscardedView:
    """Give up one record, the first of those that wait · 放弃一条事件"""
    return DiscardedView.of(await discard_parked_event(work, parked_id, event_id, reason=asked.reason))


@router.post("/parked/{parked_id}/discard", responses=problems(404, 409))
async def post_discard_through(parked_id: UUID, asked: DiscardThroughRequest, work: Operator) -> DiscardedView:
    """Give up everything up to a sequence, whether it has arrived or not · 放弃至某序号为止的事件"""
    return DiscardedView.of(await discard_parked_through(work, parked_id, asked.through, reason=asked.reason))


def parked_router(
    projections: Sequence[Projection], *, group: str, known: Sequence[Published] = CATALOGUE
) -> APIRouter:
    """`/parked` of a service whose consumer is `group` and feeds `projections`."""
    subscription = Subscription(tuple(projections), tuple(known))
    whole = APIRouter(tags=["operations"])
    whole.include_router(router)

    @whole.post("/parked/{parked_id}/redrive", responses=problems(404))
    async def post_redrive(parked_id: UUID, work: Operator) -> RedrivenView:
        """Apply its events in order, all or none, after the cause is corrected · 重新处理"""
        return RedrivenView.of(await redrive_parked_key(work, parked_id, group=group, subscription=subscription))

    return whole
