"""Giving events to the projections, and finding the one that poisons a batch."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import trace
from shared.database.failures import is_the_servers, is_timeout, is_transient, sqlstate
from shared.inbox.incoming import RecordPosition, Stream
from shared.inbox.projection import Delivered, Projection
from shared.inbox.verdict import Cause, Failure
from shared.logs import blotted

Deliveries = Sequence[Delivered[Any]]


class ApplyFailed(Exception):
    """A projection raised something that trying again later would not cure. The message holds no data of the event."""

    def __init__(self, projection: str, failure: Exception) -> None:
        super().__init__(f"{projection}: {describe(failure)}")


class ApplyTimedOut(Exception):
    """A statement of a projection took longer than it may: the server is slow now, or the events are too many."""

    def __init__(self, projection: str) -> None:
        super().__init__(f"{projection}: a statement ran into its timeout")


async def apply_all(connection: AsyncConnection, projections: Sequence[Projection], deliveries: Deliveries) -> None:
    """Each projection its contracts, in order.

    Raises ApplyFailed, ApplyTimedOut, or another transient error as it is.
    """
    with _traced(deliveries):
        for projection in projections:
            theirs = [each for each in deliveries if type(each.event) in projection.contracts]
            if theirs:
                await _apply(connection, projection, theirs)


async def apply_around_poison(
    connection: AsyncConnection,
    projections: Sequence[Projection],
    deliveries: Deliveries,
    found: Callable[[int], None],
) -> dict[RecordPosition, Failure]:
    """Apply what can be applied; returns which events cannot, and why.

    Halves under savepoints, down to the single event. The later events of a poisoned key are left out. `found` is
    called with the number of poisoned events so far, and may raise to end the search.
    """
    poisoned: dict[RecordPosition, Failure] = {}
    blocked: set[Stream] = set()

    async def attempt(part: Deliveries) -> None:
        part = [each for each in part if Stream(each.topic, each.key) not in blocked]
        if not part:
            return
        try:
            async with connection.begin_nested():
                await apply_all(connection, projections, part)
        except ApplyFailed as failure:
            if len(part) > 1:
                middle = len(part) // 2
                await attempt(part[:middle])
                await attempt(part[middle:])
                return
            poisoned[part[0].topic, part[0].partition, part[0].offset] = Failure(Cause.HANDLER, str(failure))
            blocked.add(Stream(part[0].topic, part[0].key))
            found(len(poisoned))

    await attempt(deliveries)
    return poisoned


def describe(failure: BaseException) -> str:
    """Class and message, for an operator and for the dead letter on Kafka. Of a database error only the server's own
    sentence: what the driver says of a value quotes it. Numbers that may be a person's are blotted out of any."""
    source = failure
    if isinstance(failure, DBAPIError) and failure.orig is not None:
        source = failure.orig.__cause__ or failure.orig
    return f"{type(source).__name__}: {blotted(_message(source))}"


def _message(failure: BaseException) -> str:
    if not isinstance(failure, asyncpg.PostgresError | asyncpg.InterfaceError):
        return str(failure)
    return str(failure.args[0]) if is_the_servers(failure) and failure.args else sqlstate(failure)


async def _apply(connection: AsyncConnection, projection: Projection, deliveries: Deliveries) -> None:
    try:
        await projection.apply(connection, deliveries)
    except Exception as failure:
        if is_timeout(failure):
            raise ApplyTimedOut(projection.name) from failure
        if is_transient(failure):
            raise
        raise ApplyFailed(projection.name, failure) from failure


def _traced(deliveries: Deliveries) -> AbstractContextManager[object]:
    """A batch has many causes: only when it has a single one is that the current trace. See Delivered.trace."""
    return trace.using(deliveries[0].trace) if len(deliveries) == 1 else nullcontext()
