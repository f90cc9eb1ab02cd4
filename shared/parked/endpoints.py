"""Parked events, unreadable batches and the breaker over HTTP. For a system administrator of the county."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from shared.command.transaction import Work
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.parked.commands import (
    discard_parked_event,
    discard_parked_through,
    permit_parking,
    redrive_parked_key,
)
from shared.parked.queries import fetch_events, fetch_keys, fetch_unreadable, find_breaker, get_key
from shared.parked.schemas import (
    BreakerView,
    DiscardedView,
    DiscardRequest,
    DiscardThroughRequest,
    ParkedEventView,
    ParkedKeyView,
    PermitRequest,
    PermitView,
    RedrivenView,
    SkippedView,
    UnreadableView,
)
from shared.parked.skipping import skip_unreadable_batch

Operator = Annotated[Work, Depends(commanding("operations.act"))]
Reader = Annotated[Reading, Depends(reading("operations.read"))]
OperatorReading = Annotated[Reading, Depends(reading("operations.act"))]


router = Router(tags=["operations"])


@router.get("/parked")
async def list_parked_keys(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[ParkedKeyView]:
    """Aggregates whose events wait, the longest waiting first · 列出被搁置的对象"""
    return await fetch_keys(asked, cursor, limit, view=ParkedKeyView.of)


@router.get("/parked/{parked_id}", responses=problems(404))
async def get_parked_key(parked_id: UUID, asked: Reader) -> ParkedKeyView:
    """One of them · 查看被搁置的对象"""
    return ParkedKeyView.of(await get_key(asked.connection, parked_id))


@router.get("/parked/{parked_id}/events", responses=problems(404))
async def list_parked_events(
    parked_id: UUID, asked: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[ParkedEventView]:
    """Its records as they arrived, in the order of the log · 列出该对象被搁置的事件"""
    await get_key(asked.connection, parked_id)
    return await fetch_events(asked, parked_id, cursor, limit, view=ParkedEventView.of)


@router.post("/parked/{parked_id}/events/{event_id}/discard", responses=problems(404, 409))
async def post_discard(parked_id: UUID, event_id: UUID, asked: DiscardRequest, work: Operator) -> DiscardedView:
    """Discard one record, and no other · 放弃一条事件"""
    return DiscardedView.of(await discard_parked_event(work, parked_id, event_id, reason=asked.reason))


@router.post("/parked/{parked_id}/discard", responses=problems(404, 409))
async def post_discard_through(parked_id: UUID, asked: DiscardThroughRequest, work: Operator) -> DiscardedView:
    """Discard everything up to a sequence, whether it has arrived or not · 放弃至某序号为止的事件"""
    return DiscardedView.of(await discard_parked_through(work, parked_id, asked.through, reason=asked.reason))


@router.get("/unreadable")
async def list_unreadable(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[UnreadableView]:
    """Batches that cannot be decoded and stop a partition · 列出无法解读、使分区停住的记录"""
    return await fetch_unreadable(asked, cursor, limit, view=UnreadableView.of)


@router.post("/unreadable/{unreadable_id}/skip", responses=problems(404))
async def post_skip(unreadable_id: UUID, asked: DiscardRequest, work: Operator) -> SkippedView:
    """Have the consumer go on behind it, and behind it only · 跳过这批记录"""
    return SkippedView.of(await skip_unreadable_batch(work, unreadable_id, reason=asked.reason))


def parked_router(
    projections: Sequence[Projection], *, group: str, known: Sequence[Published] = CATALOGUE
) -> APIRouter:
    """`/parked`, `/unreadable` and `/breaker` of a service whose consumer is `group` and feeds `projections`."""
    subscription = Subscription(tuple(projections), tuple(known))
    whole = Router(tags=["operations"])
    whole.routes.extend(router.routes)

    @whole.post("/parked/{parked_id}/redrive", responses=problems(404))
    async def post_redrive(parked_id: UUID, work: Operator) -> RedrivenView:
        """Apply its events in order, all or none, after the cause is corrected · 重新处理"""
        return RedrivenView.of(await redrive_parked_key(work, parked_id, group=group, subscription=subscription))

    @whole.get("/breaker")
    async def get_breaker(asked: Reader) -> BreakerView:
        """Whether the consumer stopped because too much could not be applied · 查看断路器"""
        return BreakerView.of(await find_breaker(asked.connection, group))

    @whole.post("/breaker/permit")
    async def post_permit(asked: PermitRequest, work: Operator) -> PermitView:
        """Let it park so many events although its breaker would open: they are poison · 允许搁置若干事件"""
        return PermitView(may_park=await permit_parking(work, group=group, events=asked.events, reason=asked.reason))

    return whole
