"""Corrections in a browser: a field at a time; identities; what a file has said."""

from services.registry.corrections.pages import fields, identities, parties
from shared.http.router import joined

router = joined(fields.router, identities.router, parties.router)
