"""The rhythm of the relay: while one chunk travels, the one before it is marked and the one after it is read."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from shared.clock import now
from shared.crashpoint import reach
from shared.outbox import metrics
from shared.outbox.position import CHUNK_ROWS, Pending, Position
from shared.outbox.publisher import Publisher


class Pump:
    def __init__(self, position: Position, publisher: Publisher) -> None:
        self._position = position
        self._publisher = publisher

    async def drain(self, stop: asyncio.Event) -> bool:
        """Publish until nothing waits or `stop` is set. Returns whether there was anything.

        Raises DeliveryFailed, Overtaken or a database error; what is marked then was acknowledged.
        """
        chunk = _aged(await self._position.read())
        found = bool(chunk)
        acknowledged: Sequence[Pending] = ()
        while (chunk or acknowledged) and not stop.is_set():
            if acknowledged and not chunk:
                acknowledged, chunk = (), _aged(await self._position.advance(acknowledged))
            elif acknowledged or len(chunk) >= CHUNK_ROWS:
                acknowledged, chunk = chunk, await self._send_and_read_on(chunk, acknowledged)
            else:  # a quiet moment: nothing to overlap with
                await self._send(chunk)
                chunk = _aged(await self._position.advance(chunk))
        if acknowledged:
            await self._position.advance(acknowledged)
        return found

    async def _send_and_read_on(self, chunk: Sequence[Pending], acknowledged: Sequence[Pending]) -> Sequence[Pending]:
        """`acknowledged` is marked whatever becomes of `chunk`, else an endless failure would repeat it endlessly."""
        sending = asyncio.create_task(self._send(chunk))
        try:
            if acknowledged:
                upcoming = await self._position.advance(acknowledged, sent=chunk)
            else:
                upcoming = await self._position.read(sent=chunk)
            self._publisher.prepare(upcoming)
        except BaseException:
            sending.cancel()
            await asyncio.wait({sending})
            raise
        await sending
        return _aged(upcoming)

    async def _send(self, chunk: Sequence[Pending]) -> None:
        metrics.CHUNK_EVENTS.observe(len(chunk))
        reach("relay.before-send")
        await self._publisher.send(chunk)
        reach("relay.after-ack")
        metrics.COMMIT_TO_ACK_SECONDS.observe(_age_seconds(chunk))
        for topic, count in Counter(row.topic for row in chunk).items():
            metrics.PUBLISHED_TOTAL.labels(topic).inc(count)


def _aged(chunk: Sequence[Pending]) -> Sequence[Pending]:
    metrics.OLDEST_UNPUBLISHED_SECONDS.set(_age_seconds(chunk) if chunk else 0)
    return chunk


def _age_seconds(chunk: Sequence[Pending]) -> float:
    return max(0.0, (now() - chunk[0].recorded_at).total_seconds())
