"""The county's books in a browser: what books there are, and for each the same pages."""

from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.books.schemas import COUNTY
from services.registry.entries.queries import OF_A_UNIT
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from shared.books.pages.entries import entry_pages
from shared.books.queries import count_entries, find_book
from shared.entries.domain import EntryNotFound
from shared.entries.queries import get_entry
from shared.web.page import Viewing, page_router

router = page_router()


@router.get("/registry/books")
async def show_contents(reading: asked.CountyWorkReading, view: Viewing, unit: OrgCode | None = None) -> Response:
    """What books there are, and how many entries each has: of the reader's units, or of one and all below it."""
    counts = await count_entries(reading, [book.definition for book in COUNTY.all], unit)
    named = await names_of_units(reading.connection, {unit}) if unit else {}
    return view.show("books.html", contents=COUNTY.contents, counts=counts, unit=unit, named=named)


@router.get("/registry/books/{entry_id}")
async def show_entry_of_any(entry_id: UUID, reading: asked.CountyWorkReading, view: Viewing) -> Response:
    """On to the entry in its book: figures know entries by their ids alone. One of other units is none."""
    book = COUNTY.named(await find_book(reading.connection, OF_A_UNIT, entry_id))
    if book is None:
        raise EntryNotFound
    await get_entry(reading.connection, book.definition, entry_id, reading.caller)
    return view.go(f"/registry{book.at}/{entry_id}")


for each in COUNTY.all:
    entry_pages(router, COUNTY, each)
