"""Overload control: how many requests an API works on at once, how many wait, and which are rejected.

A request takes a slot before it is worked on. When all are taken it queues, in the order of arrival; when the queue is
full, or it has waited for QUEUE_SECONDS, it is rejected with 503 and Retry-After. Its page, with the reasons for the
numbers, is docs/operations/overload.md.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any

import structlog
from fastapi import Depends, Request
from starlette.types import Scope

from shared.http.refusals import Overloaded

SLOTS = 8
QUEUE = 128
QUEUE_SECONDS = 2.0
LEASE_SECONDS = 1.0
FLUSH_SECONDS = 1.0
IDS_PER_LINE = 200  # 8 kB with ids of ours, 14 with the longest a caller may send; a collector of logs cuts at 16

_KEY = "veterans.slot"

_log = structlog.get_logger(__name__)


class Limiter:
    """`slots` at once, `queue` waiting for `wait_seconds`. A slot is lent for `lease_seconds`; None: until it is given
    back."""

    def __init__(
        self,
        *,
        slots: int = SLOTS,
        queue: int = QUEUE,
        wait_seconds: float = QUEUE_SECONDS,
        lease_seconds: float | None = LEASE_SECONDS,
    ) -> None:
        self.wait_seconds = wait_seconds
        self.lease_seconds = lease_seconds
        self._free = asyncio.Semaphore(slots)
        self._queue = queue
        self._waiting = 0

    async def acquire(self) -> bool:
        """False: rejected."""
        if not self._free.locked():
            return await self._free.acquire()  # at once
        if self._waiting >= self._queue:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self.wait_seconds):
                return await self._free.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    def release(self) -> None:
        self._free.release()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A slot for this block, however long it takes. Raises `Overloaded`."""
        if not await self.acquire():
            raise Overloaded
        try:
            yield
        finally:
            self.release()


class Slot:
    """What one request holds while it is worked on.

    Whoever holds it for longer than the lease (a report, a reader that is slow to read) goes on without it: a few long
    requests must not keep all others out.
    """

    def __init__(self, limiter: Limiter) -> None:
        self.is_rejected = False
        self._limiter = limiter
        self._held = False
        self._lease: asyncio.TimerHandle | None = None

    async def take(self) -> bool:
        """False: rejected."""
        self._held = await self._limiter.acquire()
        self.is_rejected = not self._held
        if self._held and self._limiter.lease_seconds is not None:
            self._lease = asyncio.get_running_loop().call_later(self._limiter.lease_seconds, self.give_back)
        return self._held

    def give_back(self) -> None:
        """Doing it twice changes nothing."""
        if not self._held:
            return
        self._held = False
        if self._lease is not None:
            self._lease.cancel()
        self._limiter.release()

    async def exchange(self, limiter: Limiter) -> bool:
        """Give it back and take one of `limiter` instead. False: rejected."""
        self.give_back()
        self._limiter = limiter
        return await self.take()

    def attach(self, scope: Scope) -> None:
        """So that `limited_by` finds it."""
        scope[_KEY] = self


def limited_by(limiter: Limiter) -> Any:
    """For `dependencies=[limited_by(…)]` of a route so heavy that it needs a limit of its own beside all others."""

    async def exchange(request: Request) -> None:
        slot: Slot = request.scope[_KEY]
        if not await slot.exchange(limiter):
            raise Overloaded

    return Depends(exchange)


class RejectionLog:
    """The rejected, a line a second with their correlation ids: a line for each would drown all else in the log."""

    def __init__(self) -> None:
        self._ids: list[str] = []

    def add(self, correlation_id: str) -> None:
        if not self._ids:
            # In an empty context: the line is about all of them and no part of the trace of the first.
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush, context=Context())
        self._ids.append(correlation_id)

    def flush(self) -> None:
        ids, self._ids = self._ids, []
        for start in range(0, len(ids), IDS_PER_LINE):
            line = ids[start : start + IDS_PER_LINE]
            _log.warning("rejected", count=len(line), correlation_ids=line)
