"""Accounts in a browser: one's own, and those that a system administrator looks after."""

from services.registry.accounts.pages import keeping, own
from shared.http.router import joined

router = joined(own.router, keeping.router)
