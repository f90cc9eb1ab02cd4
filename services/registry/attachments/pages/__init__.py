"""Attachments in a browser: about `persons`, and of the work of `units`."""

from services.registry.attachments.pages import persons, units
from shared.http.router import joined

router = joined(units.router, persons.router)

__all__ = ["router"]
