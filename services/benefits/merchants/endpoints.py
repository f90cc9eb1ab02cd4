"""Agreements with merchants over HTTP, and the discounts that can be had."""

from services.benefits import dependencies as asked
from services.benefits.merchants.queries import list_in_force
from services.benefits.merchants.schemas import AGREEMENTS, BOOKS, DiscountView
from shared.books.routes import entry_routes
from shared.clock import local_date
from shared.http.problems import problems
from shared.http.router import Router

router = Router()

entry_routes(router, BOOKS, AGREEMENTS)


@router.get("/discounts", tags=["discounts"], responses=problems(401, 403))
async def list_discounts(reading: asked.DiscountReading) -> list[DiscountView]:
    """Where which discount can be had today, by line of business · 可享受优惠的商家"""
    return [DiscountView.of(row) for row in await list_in_force(reading.connection, local_date(reading.now))]
