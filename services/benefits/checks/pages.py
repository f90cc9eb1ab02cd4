"""Health checks in a browser."""

from services.benefits.checks.schemas import BOOKS, HEALTH_CHECKS
from shared.books.pages.entries import entry_pages
from shared.web.page import page_router

router = page_router()

entry_pages(router, BOOKS, HEALTH_CHECKS)
