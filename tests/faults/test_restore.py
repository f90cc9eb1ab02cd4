"""What is judged of a restored registry: that nobody who was erased has a key again."""

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.experiments.f16_restore import ERASED, KNOWN
from tests.registry.erasures.given import erasing, given_dead
from tests.registry.given import given_network
from tests.registry.persons import given_number, given_veteran


class TestWhoeverWasErased:
    async def test_is_known_again_when_the_key_is_back(self, registry_engine: AsyncEngine, postgres: Postgres) -> None:
        await given_network(registry_engine)
        one, other = [await given_veteran(registry_engine, id_number=given_number(number)) for number in (731, 732)]
        await given_dead(registry_engine, one)
        registry = await asyncpg.connect(postgres.admin_url("registry"))
        try:
            keys = await registry.fetch("SELECT * FROM data_key")
            await erasing(registry_engine, one)
            erased = [row["person_id"] for row in await registry.fetch(ERASED)]
            assert (other != one, erased) == (True, [one])
            assert not await registry.fetch(KNOWN, erased)
            await registry.copy_records_to_table(
                "data_key", records=[tuple(key) for key in keys if one in key.values()]
            )
            assert len(await registry.fetch(KNOWN, erased)) == 1
        finally:
            await registry.close()
