"""Identifiers: UUID version 7, so that index order is creation order."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7. The id of a person, a case, a grant, an event."""
    return uuid7()
