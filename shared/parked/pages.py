"""`/<service>/parked` in a browser: what waits and why, and what an operator does about it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.parked.causes import CAUSES, explain
from shared.parked.commands import (
    discard_parked_event,
    discard_parked_through,
    permit_parking,
    redrive_parked_key,
)
from shared.parked.endpoints import Operator, OperatorReading, Reader
from shared.parked.queries import fetch_events, fetch_keys, fetch_unreadable, find_breaker, get_key, get_unreadable
from shared.parked.schemas import (
    BreakerView,
    DiscardRequest,
    DiscardThroughRequest,
    ParkedEventView,
    ParkedKeyView,
    PermitRequest,
    UnreadableView,
)
from shared.parked.skipping import skip_unreadable_batch
from shared.web.forms import Form
from shared.web.menu import SERVICES
from shared.web.page import View, Viewing, page_router
from shared.web.sent import Pressed, Sent

ON_ONE_PAGE = 50


def parked_pages(
    projections: Sequence[Projection], *, service: str, group: str, known: Sequence[Published] = CATALOGUE
) -> APIRouter:
    """Of a service whose consumer is `group` and feeds `projections`."""
    router = page_router()
    _show_what_waits(router, service, group)
    _deal_with_it(router, service, group, Subscription(tuple(projections), tuple(known)))
    _discard_through(router, service)
    _skip(router, service)
    _permit(router, service, group)
    return router


def _show_what_waits(router: APIRouter, service: str, group: str) -> None:
    @router.get(f"/{service}/parked")
    async def list_parked(asked: Reader, view: Viewing, cursor: Cursor = None, limit: Limit = 50) -> Response:
        """Aggregates whose events wait, the longest waiting first, and whether the consumer stands."""
        page = await fetch_keys(asked, cursor, limit, view=ParkedKeyView.of)
        unreadable = await fetch_unreadable(asked, None, ON_ONE_PAGE, view=UnreadableView.of)
        breaker = BreakerView.of(await find_breaker(asked.connection, group))
        facts: dict[str, Any] = {"page": page, "cursor": cursor, "breaker": breaker, "unreadable": unreadable.items}
        return view.show("parked.html", service=service, services=SERVICES, causes=CAUSES, **facts)

    @router.get(f"/{service}/parked/{{parked_id}}")
    async def show_parked(parked_id: UUID, asked: Reader, view: Viewing) -> Response:
        """One of them, with its records as they arrived."""
        return await _show(view, asked, parked_id, service=service)


def _deal_with_it(router: APIRouter, service: str, group: str, subscription: Subscription) -> None:
    @router.post(f"/{service}/parked/{{parked_id}}/redrive")
    async def redrive(parked_id: UUID, work: Operator, asked: OperatorReading, sent: Sent[Pressed]) -> Response:
        """Apply its events in order, all or none; what stands in the way is said."""
        redriven = await redrive_parked_key(
            sent.keyed(work), parked_id, group=group, subscription=subscription
        )  # fmt: skip
        if redriven.cause is None:
            return sent.done(f"/{service}/parked")
        return await _show(sent.view, asked, parked_id, service=service, status=409, stuck=redriven.detail)

    @router.get(f"/{service}/parked/{{parked_id}}/events/{{event_id}}/discard")
    async def show_discard(parked_id: UUID, event_id: UUID, asked: OperatorReading, view: Viewing) -> Response:
        """The form that gives up one record."""
        parked = ParkedKeyView.of(await get_key(asked.connection, parked_id))
        return view.show("discard.html", form=Form(), parked=parked, event_id=event_id, service=service)

    @router.post(f"/{service}/parked/{{parked_id}}/events/{{event_id}}/discard")
    async def discard(
        parked_id: UUID, event_id: UUID, *, work: Operator, asked: OperatorReading, sent: Sent[DiscardRequest]
    ) -> Response:  # fmt: skip
        """Give it up, and no other."""
        parked = ParkedKeyView.of(await get_key(asked.connection, parked_id))
        async with sent.answering("discard.html", parked=parked, event_id=event_id, service=service):
            left = await discard_parked_event(sent.keyed(work), parked_id, event_id, reason=sent.value.reason)
        return sent.done(f"/{service}/parked/{parked_id}" if left.waiting else f"/{service}/parked")


def _discard_through(router: APIRouter, service: str) -> None:
    @router.get(f"/{service}/parked/{{parked_id}}/discard")
    async def show_discard_through(parked_id: UUID, asked: OperatorReading, view: Viewing) -> Response:
        """The form that gives up everything up to a sequence."""
        parked = ParkedKeyView.of(await get_key(asked.connection, parked_id))
        return view.show("discard-through.html", form=Form(), parked=parked, service=service)

    @router.post(f"/{service}/parked/{{parked_id}}/discard")
    async def discard_through(
        parked_id: UUID, work: Operator, asked: OperatorReading, sent: Sent[DiscardThroughRequest]
    ) -> Response:
        """Give it up, whether it has arrived or not."""
        parked = ParkedKeyView.of(await get_key(asked.connection, parked_id))
        async with sent.answering("discard-through.html", parked=parked, service=service):
            through, reason = sent.value.through, sent.value.reason
            left = await discard_parked_through(sent.keyed(work), parked_id, through, reason=reason)
        return sent.done(f"/{service}/parked/{parked_id}" if left.waiting else f"/{service}/parked")


def _skip(router: APIRouter, service: str) -> None:
    @router.get(f"/{service}/unreadable/{{unreadable_id}}/skip")
    async def show_skip(unreadable_id: UUID, asked: OperatorReading, view: Viewing) -> Response:
        """The form that has the consumer go on behind a batch that cannot be decoded."""
        batch = UnreadableView.of(await get_unreadable(asked.connection, unreadable_id))
        return view.show("skip.html", form=Form(), batch=batch, service=service)

    @router.post(f"/{service}/unreadable/{{unreadable_id}}/skip")
    async def skip(unreadable_id: UUID, work: Operator, asked: OperatorReading, sent: Sent[DiscardRequest]) -> Response:
        """Go on behind it, and behind it only."""
        batch = UnreadableView.of(await get_unreadable(asked.connection, unreadable_id))
        async with sent.answering("skip.html", batch=batch, service=service):
            await skip_unreadable_batch(sent.keyed(work), unreadable_id, reason=sent.value.reason)
        return sent.done(f"/{service}/parked")


def _permit(router: APIRouter, service: str, group: str) -> None:
    @router.get(f"/{service}/breaker/permit")
    async def show_permit(asked: OperatorReading, view: Viewing) -> Response:
        """The form that lets the consumer park although its breaker would open."""
        breaker = BreakerView.of(await find_breaker(asked.connection, group))
        return view.show("permit.html", form=Form(), breaker=breaker, service=service)

    @router.post(f"/{service}/breaker/permit")
    async def permit(work: Operator, asked: OperatorReading, sent: Sent[PermitRequest]) -> Response:
        """Let it."""
        breaker = BreakerView.of(await find_breaker(asked.connection, group))
        async with sent.answering("permit.html", breaker=breaker, service=service):
            events, reason = sent.value.events, sent.value.reason
            await permit_parking(sent.keyed(work), group=group, events=events, reason=reason)
        return sent.done(f"/{service}/parked")


async def _show(
    view: View, asked: Reading, parked_id: UUID, *, service: str, status: int = 200, stuck: str = ""
) -> Response:
    parked = ParkedKeyView.of(await get_key(asked.connection, parked_id))
    events = await fetch_events(asked, parked_id, None, ON_ONE_PAGE, view=ParkedEventView.of)
    said: dict[str, Any] = {"causes": CAUSES, "detail": explain(parked.detail), "stuck": explain(stuck)}
    return view.show("parked-key.html", status, parked=parked, events=events, service=service, **said)
