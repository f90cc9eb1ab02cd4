"""Preferential cards in a browser."""

from services.benefits import dependencies as asked
from services.benefits.cards.schemas import BOOKS, CARDS
from shared.books.pages.entries import entry_pages
from shared.web.page import page_router

router = page_router()

entry_pages(router, BOOKS, CARDS, recusal=asked.recusal)
