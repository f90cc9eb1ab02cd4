"""`python -m bench.writer <database url> <rate> <seconds> <file>`: events recorded and committed, so many a second.

A process of its own, as an API is. Writes to the file, for each event, its key and when its commit had returned.
"""

import asyncio
import struct
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import create_engine
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from shared.outbox.record import Outgoing, record

LINE = struct.Struct("16sd")


async def write(url: str, rate: float, seconds: float) -> dict[UUID, float]:
    """When each commit had returned, in Unix seconds."""
    engine = create_engine(url, pool_size=16, application_name="writer")
    committed: dict[UUID, float] = {}
    began = time.perf_counter()
    async with asyncio.TaskGroup() as writing:
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            writing.create_task(_commit(engine, committed))
    await engine.dispose()
    return committed


async def _commit(engine: AsyncEngine, committed: dict[UUID, float]) -> None:
    event = VeteranRegistered(
        person_id=new_id(), org_code="411329104210", org_path="411329.411329104.411329104210",
        domicile_code="411329104210", residence_code="411329104210",
        party_member=True, channel="counter", registered_on=date(2019, 4, 30),
    )  # fmt: skip
    async with engine.connect() as connection:
        await record(connection, [Outgoing(event, 1, synthetic=True)], now=datetime.now(UTC))
        await connection.commit()
    committed[event.person_id] = time.time()


def read(file: Path) -> dict[str, float]:
    """What a writer left behind: key and Unix seconds."""
    return {str(UUID(bytes=key)): at for key, at in LINE.iter_unpack(file.read_bytes())}


def main() -> None:
    url, rate, seconds, file = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        committed = runner.run(write(url, float(rate), float(seconds)))
    Path(file).write_bytes(b"".join(LINE.pack(key.bytes, at) for key, at in committed.items()))


if __name__ == "__main__":
    main()
