"""Honour plates in a browser."""

from services.benefits import dependencies as asked
from services.benefits.plates.schemas import BOOKS, HONOUR_PLATES
from shared.books.pages.entries import entry_pages
from shared.web.page import page_router

router = page_router()

entry_pages(router, BOOKS, HONOUR_PLATES, recusal=asked.recusal)
