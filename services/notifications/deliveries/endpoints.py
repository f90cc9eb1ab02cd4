"""Deliveries over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.notifications.deliveries.parameters import State
from services.notifications.deliveries.queries import WantedDeliveries, fetch_deliveries
from services.notifications.deliveries.schemas import DeliveryView
from services.notifications.dependencies import DeliveryReading
from shared.http.pages import Cursor, Limit, Page

router = APIRouter(tags=["deliveries"])


@router.get("/deliveries")
async def list_deliveries(
    *,
    reading: DeliveryReading,
    cause: Annotated[UUID | None, Query(description="id of the event that owes the message")] = None,
    person: UUID | None = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DeliveryView]:
    """What became of every message, the latest first; each ends as sent or with a reason why not · 通知发送情况"""
    wanted = WantedDeliveries(cause, person, state)
    return await fetch_deliveries(reading, wanted, cursor, limit, view=DeliveryView.of)
