"""Identifiers: UUID version 7, so that index order is creation order."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7. The id of a person, a case, a grant, an event."""
    return uuid7()


def first_id_of(instant: datetime) -> UUID:
    """The least there may be of those that were made at this instant or later, by the clock of the machine."""
    return UUID(int=int(instant.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)
