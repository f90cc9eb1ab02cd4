"""The county in a browser: its figures (`figures`), and what waits for the reader (`due`)."""

from services.reporting.county.pages import due, figures
from shared.web.page import page_router

router = page_router()
for part in (figures, due):
    router.include_router(part.router)
