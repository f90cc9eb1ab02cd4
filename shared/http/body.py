"""The body of a request, as it arrives: nobody waits for a client that is slow to send it, nor lacks memory for it."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from shared.http.overload import Slot

# A body has ten seconds, and beyond that as long as 8 KiB a second take: a poor line may send a large file, while a
# client that has stalled, or sends a byte now and then, is answered 408.
BODY_SECONDS = 10.0
BYTES_PER_SECOND = 8_192
# FastAPI reads a body before it asks who calls. What is held of such bodies together, beyond the first part of each.
BUDGET_BYTES = 64 << 20
FREE_BYTES = 64 << 10  # larger than a form: who sends one is not refused because others send much


class Budget:
    """The memory for bodies of callers who are not known yet, of one process."""

    def __init__(self) -> None:
        self._held = 0

    def take(self, size: int) -> bool:
        """False: there is not as much."""
        if self._held + size > BUDGET_BYTES:
            return False
        self._held += size
        return True

    def give_back(self, size: int) -> None:
        self._held -= size


class Body:
    """An ASGI `receive` that gives the slot back while the next part of the body is waited for."""

    def __init__(self, scope: Scope, receive: Receive, slot: Slot, budget: Budget) -> None:
        self._scope = scope
        self._receive = receive
        self._slot = slot
        self._budget = budget
        self._budgeted_bytes = 0
        self._began = asyncio.get_running_loop().time()
        self._received_bytes = 0
        self._first: Message | None = None
        self._ended = False

    async def begin(self) -> None:
        """Wait for the first part, before there is a slot. Raises TimeoutError."""
        self._first = await self._next()

    async def __call__(self) -> Message:
        """Raises HTTPException: 408 when the client stalls, 503 when there is no slot to go on, or no memory for it."""
        if self._first is not None:
            message, self._first = self._first, None
            self._hold()
            return message
        if self._ended:  # only a disconnect can follow, and who listens for it goes on working
            return await self._receive()
        self._slot.give_back()
        try:
            message = await self._next()
        except TimeoutError:
            raise HTTPException(408) from None
        self._hold()
        if not await self._slot.take():
            raise HTTPException(503)
        return message

    def let_go(self) -> None:
        """The request has been answered: nothing of it is held any more."""
        self._budget.give_back(self._budgeted_bytes)

    def _hold(self) -> None:
        """A known caller is not counted: an upload goes to disk, and has a bound of its own."""
        if "caller" in self._scope.get("state", ()):  # shared/http/gate.py
            return
        size = max(0, self._received_bytes - FREE_BYTES - self._budgeted_bytes)
        if not self._budget.take(size):
            raise HTTPException(503)
        self._budgeted_bytes += size

    async def _next(self) -> Message:
        deadline = self._began + BODY_SECONDS + self._received_bytes / BYTES_PER_SECOND
        async with asyncio.timeout_at(deadline):
            message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message
