"""Which discounts there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.merchants.domain import AgreementState
from services.benefits.merchants.tables import AGREEMENT

MOST = 500
"""A county has some dozens."""


async def list_in_force(connection: AsyncConnection, on: date) -> Sequence[Row[Any]]:
    """What can be had on a day, by line of business and name: terms, which everybody may know."""
    said = AGREEMENT.c
    ends = or_(said.valid_until.is_(None), said.valid_until >= on)
    found = select(AGREEMENT).where(said.state == AgreementState.ACTIVE, said.valid_from <= on, ends)
    return (await connection.execute(found.order_by(said.industry, said.shop).limit(MOST))).all()
