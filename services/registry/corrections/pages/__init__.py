"""Corrections in a browser: a field at a time; identities; what a file has said."""

from services.registry.corrections.pages import fields, identities, parties
from shared.web.page import page_router

router = page_router()
router.include_router(fields.router)
router.include_router(identities.router)
router.include_router(parties.router)
