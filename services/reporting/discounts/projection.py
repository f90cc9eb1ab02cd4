"""merchant-intention-recorded, merchant-agreement-signed, -ended, -corrected, -revoked → `merchant_discount`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.discounts.tables import MERCHANT_DISCOUNT
from shared.events.benefits.merchants import COUNTED, MerchantAgreementRevoked
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection

A_DAY = timedelta(days=1)


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[Event]]) -> None:
    """Two statements a batch: each event says all of its agreement, so of several the last holds."""
    said: dict[Any, Any] = {each.key: each.event for each in deliveries}
    ids = [event.entry_id for event in said.values()]
    await connection.execute(delete(MERCHANT_DISCOUNT).where(MERCHANT_DISCOUNT.c.entry_id.in_(ids)))
    rows = [_row(event) for event in said.values() if _is_signed(event)]
    if rows:
        await connection.execute(insert(MERCHANT_DISCOUNT), rows)


def _is_signed(event: Any) -> bool:
    return event.signed_on is not None and not isinstance(event, MerchantAgreementRevoked)


def _row(event: Any) -> Mapping[str, Any]:
    over = [day for day in (event.ended_on, event.valid_until and event.valid_until + A_DAY) if day is not None]
    own = {name: getattr(event, name) for name in ("entry_id", "industry", "subject", "base", "rate_bp", "signed_on")}
    return {**own, "over_on": max(min(over), event.signed_on) if over else None}


DISCOUNTS = Projection(name="discounts", contracts=COUNTED, apply=apply, tables=(MERCHANT_DISCOUNT,))
