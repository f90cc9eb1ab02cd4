"""The canonical form of a digest: what PostgreSQL sums is what anybody can work out."""

import hashlib
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, Date, Text, cast, column, values
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.digests.held import UnitDigest
from shared.digests.reading import list_digests

MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
ONE, TWO = (str(uuid5(UUID(int=0), name)) for name in "ab")
Turn = tuple[str, str, date | None, int]


def hash_of(said: str) -> int:
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "big", signed=True)


async def digests(engine: AsyncEngine, *turns: Turn) -> list[UnitDigest]:
    columns = (column("org_path", Text), column("person_id", Text), column("day", Date), column("change", BigInteger))
    typed = [(path, person, cast(day, Date), change) for path, person, day, change in turns]
    held = values(*columns, name="held").data(typed)
    async with engine.connect() as connection:
        return await list_digests(connection, held)


class TestADigest:
    async def test_is_the_sum_of_the_hashes_of_who_is_there_and_of_every_turn(
        self, reporting_engine: AsyncEngine
    ) -> None:
        turns = (("c.s", ONE, MARCH, 1), ("c.s", TWO, MARCH, 1), ("c.s", TWO, APRIL, -1), ("c.t", TWO, APRIL, 1))
        days = hash_of(f"{ONE} 2019-03-01") + hash_of(f"{TWO} 2019-03-01") - hash_of(f"{TWO} 2019-04-01")
        told = [
            UnitDigest("c.s", 1, str(hash_of(ONE)), str(days)),
            UnitDigest("c.t", 1, str(hash_of(TWO)), str(hash_of(f"{TWO} 2019-04-01"))),
        ]
        assert await digests(reporting_engine, *turns) == told
        assert await digests(reporting_engine, *reversed(turns)) == told

    async def test_tells_who_is_there_twice_and_who_came_on_another_day(self, reporting_engine: AsyncEngine) -> None:
        [once] = await digests(reporting_engine, ("c.s", ONE, MARCH, 1))
        [twice] = await digests(reporting_engine, ("c.s", ONE, MARCH, 1), ("c.s", ONE, MARCH, 1))
        [later] = await digests(reporting_engine, ("c.s", ONE, APRIL, 1))
        [instead] = await digests(reporting_engine, ("c.s", TWO, MARCH, 1))
        assert len({each.digest for each in (once, twice, instead)}) == 3
        assert once.digest == later.digest
        assert len({each.days_digest for each in (once, twice, later, instead)}) == 4

    async def test_says_nothing_of_days_where_none_are_kept(self, reporting_engine: AsyncEngine) -> None:
        assert await digests(reporting_engine, ("c.s", ONE, None, 1)) == [UnitDigest("c.s", 1, str(hash_of(ONE)), None)]
