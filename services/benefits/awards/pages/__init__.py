"""Rounds of selection in a browser: lists and one round by its stages (`showing`), and a form for each act (`acts`)."""

from services.benefits.awards.pages import acts, showing
from shared.web.page import page_router

router = page_router()
for part in (showing, acts):
    router.include_router(part.router)
