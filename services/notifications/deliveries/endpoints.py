"""Deliveries over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.notifications.deliveries.commands import send_again, send_all_again
from services.notifications.deliveries.parameters import DeliveryState
from services.notifications.deliveries.queries import WantedDeliveries, fetch_deliveries, list_messages
from services.notifications.deliveries.rules import RULES
from services.notifications.deliveries.schemas import (
    MESSAGES,
    DeliveryView,
    ResentView,
)
from services.notifications.dependencies import DeliveryReading, Resending
from shared.events.catalogue import published
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.promises.endpoints import Reconciling, must_be_ours
from shared.promises.schemas import EventsAsked
from shared.promises.told import ToldAnswer

router = Router(tags=["deliveries"])


export_route(router, "/deliveries/exports", MESSAGES)


@router.get("/deliveries")
async def list_deliveries(
    *,
    reading: DeliveryReading,
    cause: Annotated[UUID | None, Query(description="id of the event that owes the message")] = None,
    person: UUID | None = None,
    state: DeliveryState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeliveryView]:
    """What became of every message, the latest first; each ends as sent or with a reason why not · 通知发送情况"""
    wanted = WantedDeliveries(cause, person, state)
    return await fetch_deliveries(reading, wanted, cursor, limit, view=DeliveryView.of)


@router.post("/promises/told", tags=["promises"], responses=problems(401, 403))
async def list_told(form: EventsAsked, reading: Reconciling) -> ToldAnswer:
    """What became of the messages that these events owe, for our service of figures · 应告知事项的通知结果"""
    await must_be_ours(reading)
    owing = {published(rule.contract).type for rule in RULES}
    owed = [each for each in form.events if each.type in owing]
    messages = await list_messages(reading.connection, [each.event_id for each in owed])
    return ToldAnswer(sorted({each.type for each in owed}), messages)


@router.post("/deliveries/{notification_id}/resending", status_code=204, responses=problems(404, 409))
async def resend(notification_id: UUID, work: Resending) -> None:
    """Send again what was not sent for want of a contact point · 重新发送因无法联系而未发送的通知

    The same message once more, when the person has a verified number by now.
    """
    await send_again(work, notification_id)


@router.post("/persons/{person_id}/resending", responses=problems(409))
async def resend_all(person_id: UUID, work: Resending) -> ResentView:
    """Send again all that a person was not told for want of a contact point · 重新发送某人的全部未发送通知"""
    return ResentView(resent_count=await send_all_again(work, person_id))
