"""The body of a request, as it arrives: nobody else waits for a client that is slow to send it."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from shared.http.overload import Slot

# A body has ten seconds, and beyond that as long as 8 KiB a second take: a poor line may send a large file, while a
# client that has stalled, or sends a byte now and then, is answered 408.
BODY_SECONDS = 10.0
BYTES_PER_SECOND = 8_192


class Body:
    """An ASGI `receive` that gives the slot back while the next part of the body is waited for."""

    def __init__(self, receive: Receive, slot: Slot) -> None:
        self._receive = receive
        self._slot = slot
        self._began = asyncio.get_running_loop().time()
        self._received_bytes = 0
        self._first: Message | None = None
        self._ended = False

    async def begin(self) -> None:
        """Wait for the first part, before there is a slot. Raises TimeoutError."""
        self._first = await self._next()

    async def __call__(self) -> Message:
        """Raises HTTPException: 408 when the client stalls, 503 when no slot is free to go on."""
        if self._first is not None:
            message, self._first = self._first, None
            return message
        if self._ended:  # only a disconnect can follow, and who listens for it goes on working
            return await self._receive()
        self._slot.give_back()
        try:
            message = await self._next()
        except TimeoutError:
            raise HTTPException(408) from None
        if not await self._slot.take():
            raise HTTPException(503)
        return message

    async def _next(self) -> Message:
        deadline = self._began + BODY_SECONDS + self._received_bytes / BYTES_PER_SECOND
        async with asyncio.timeout_at(deadline):
            message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message
