"""Agreements with merchants in a browser, and the discounts that can be had."""

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.merchants.queries import list_in_force
from services.benefits.merchants.schemas import AGREEMENTS, BASES, BOOKS, INDUSTRIES, PERIODS, SUBJECTS, DiscountView
from shared.books.pages.entries import entry_pages
from shared.clock import local_date
from shared.web.page import Viewing, page_router

router = page_router()

entry_pages(router, BOOKS, AGREEMENTS)


@router.get("/benefits/discounts")
async def list_discounts(reading: asked.DiscountReading, view: Viewing) -> Response:
    """Where which discount can be had today."""
    found = await list_in_force(reading.connection, local_date(reading.now))
    words = {"industries": INDUSTRIES, "bases": BASES, "subjects": SUBJECTS, "periods": PERIODS}
    return view.show("discounts.html", discounts=[DiscountView.of(row) for row in found], words=words)
