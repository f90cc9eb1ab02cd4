"""What merchants take off on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.discounts.tables import MERCHANT_DISCOUNT


async def list_discounts(connection: AsyncConnection, as_of: date) -> Sequence[Row[Any]]:
    """By line of business, for whom, off which price and how much: of how many merchants; the least first. As F25
    counts them, from the signature on."""
    kept = MERCHANT_DISCOUNT.c
    alike = (kept.rate_bp, kept.industry, kept.subject, kept.base)
    holds = (kept.signed_on <= as_of, or_(kept.over_on.is_(None), kept.over_on > as_of))
    found = select(*alike, func.count().label("merchants")).where(*holds).group_by(*alike).order_by(*alike)
    return (await connection.execute(found)).all()
