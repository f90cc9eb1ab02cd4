"""How far each aggregate is, as a batch finds it."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.inbox.incoming import Stream
from shared.inbox.streams import LOCK_FOR_EXCHANGE, lock_streams
from shared.inbox.verdict import StreamState
from tests.races import until_waiting

STREAM = Stream("a topic", "a key")
PARK = text("""
    INSERT INTO parked_key (id, topic, key, cause, detail, parked_at)
    VALUES (gen_random_uuid(), 'a topic', 'a key', 'broken-envelope', '', now())
""")


async def state(engine: AsyncEngine) -> StreamState:
    async with engine.connect() as connection:
        return (await lock_streams(connection, [STREAM]))[STREAM]


class TestAStream:
    async def test_is_parked_when_the_exchange_that_was_waited_for_has_parked_it(
        self, kernel_engine: AsyncEngine
    ) -> None:
        async with kernel_engine.begin() as exchange:
            await exchange.execute(LOCK_FOR_EXCHANGE)
            finding = asyncio.create_task(state(kernel_engine))
            await until_waiting(exchange, [finding])
            await exchange.execute(PARK)
        assert (await finding).parked
