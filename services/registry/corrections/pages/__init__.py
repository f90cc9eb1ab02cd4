"""Corrections in a browser: one field at a time; identities by two persons; what a file has said."""

from services.registry.corrections.pages import fields, identities
from shared.web.page import page_router

router = page_router()
router.include_router(fields.router)
router.include_router(identities.router)
