"""Merit bulletins in a browser."""

from services.benefits import dependencies as asked
from services.benefits.merits.schemas import BOOKS, MERIT_BULLETINS
from shared.books.pages.entries import entry_pages
from shared.web.page import page_router

router = page_router()

entry_pages(router, BOOKS, MERIT_BULLETINS, recusal=asked.recusal)
