"""What a table's constraints refuse: the last guard against two requests at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from asyncpg import IntegrityConstraintViolationError
from sqlalchemy.exc import IntegrityError

from shared.database.failures import constraint
from shared.refusal import Refusal


@contextmanager
def refusing(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Answer a violated constraint with the refusal named for it."""
    try:
        yield
    except (IntegrityError, IntegrityConstraintViolationError) as violated:
        refusal = refusals.get(constraint(violated))
        if refusal is None:
            raise
        raise refusal from violated
