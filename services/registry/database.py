"""The tables of this service, to which each room's `tables.py` attaches its own, and what their constraints refuse."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from asyncpg import IntegrityConstraintViolationError
from sqlalchemy.exc import IntegrityError

from shared.database.failures import constraint
from shared.database.metadata import new_metadata
from shared.refusal import Refusal

METADATA = new_metadata()


@contextmanager
def refusing(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Answer a violated constraint, the last guard against two requests at once, with the refusal named for it."""
    try:
        yield
    except (IntegrityError, IntegrityConstraintViolationError) as violated:
        refusal = refusals.get(constraint(violated))
        if refusal is None:
            raise
        raise refusal from violated
