"""Agreements with merchants in a browser."""

from services.benefits.merchants.schemas import AGREEMENTS, BOOKS
from shared.books.pages.entries import entry_pages
from shared.web.page import page_router

router = page_router()

entry_pages(router, BOOKS, AGREEMENTS)
