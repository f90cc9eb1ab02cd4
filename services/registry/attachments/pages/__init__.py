"""Attachments in a browser: about `persons`, and of the work of `units`."""

from services.registry.attachments.pages import persons, units
from shared.web.page import page_router

router = page_router()
router.include_router(units.router)
router.include_router(persons.router)

__all__ = ["router"]
