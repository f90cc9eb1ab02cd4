"""Branch life in a browser: `many` records at once, `records` one by one, with a year's grid and what is overdue."""

from services.registry.branch_life.pages import many, records
from shared.web.page import page_router

router = page_router()
router.include_router(many.router)
router.include_router(records.router)
