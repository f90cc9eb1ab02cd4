"""The next batch is read and decoded while the one before is written.

The one keeps this process busy, the other PostgreSQL.
"""

import asyncio
import contextlib
from collections.abc import Mapping

from aiokafka import TopicPartition

from shared.inbox.batch import Batch
from shared.inbox.intake import Intake
from shared.inbox.offsets import Bookmark
from shared.inbox.session import Session
from shared.inbox.subscription import Subscription


class Reading:
    """What was read ahead counts only when the batch before was committed: else `forget` it and place the session."""

    def __init__(self, session: Session, subscription: Subscription) -> None:
        self._session = session
        self._subscription = subscription
        self._ahead: asyncio.Task[Intake] | None = None

    async def next(self) -> Intake:
        """Raises OffsetOutOfRangeError, or another KafkaError."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return await self._read(self._session.bookmarks, self._session.generation)
        try:
            return await ahead
        finally:
            ahead.cancel()

    def go_ahead(self, batch: Batch) -> None:
        """Read what follows `batch`, in the belief that it will be committed."""
        bookmarks = {**self._session.bookmarks, **batch.bookmarks}
        self._ahead = asyncio.create_task(self._read(bookmarks, batch.generation))

    async def forget(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await ahead

    async def _read(self, bookmarks: Mapping[TopicPartition, Bookmark], generation: int) -> Intake:
        intake = Intake(bookmarks, self._subscription, generation=generation)
        async for portion in self._session.portions():
            intake.take(portion)
        return intake
