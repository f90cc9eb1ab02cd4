"""Accounts in a browser: one's own, and those that a system administrator looks after."""

from services.registry.accounts.pages import keeping, own
from shared.web.page import page_router

router = page_router()
router.include_router(own.router)
router.include_router(keeping.router)
