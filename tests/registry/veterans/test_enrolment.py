"""How a file is written: the counter's one and an import's thousand go the same way."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.network.queries import hold_active_units
from services.registry.veterans.commands.enrolment import enrol, find_registered
from services.registry.veterans.commands.sealing import Entry, SealedFile, seal
from services.registry.veterans.domain.registration import Registration, Surroundings, examine
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.tables import PERSON
from shared.database.driver import autocommitting, transaction
from shared.ids import new_id
from shared.privacy.keyring import SearchHashes
from tests.given import NOW
from tests.races import until_waiting
from tests.registry.given import CENTRE_CODE, KEYRING, given_network
from tests.registry.persons import ROOM, given_form, given_number, given_veteran

WRITTEN = ("person", "data_key", "veteran", "category_holding", "identity_discrepancy")


async def sealed(connection: AsyncConnection, **changes: Any) -> SealedFile:
    units = await hold_active_units(connection, [ROOM])
    around = Surroundings(units, frozenset({ROOM}), CENTRE_CODE, lambda _path: True)
    registration = examine(given_form(**changes), Terms(date(2026, 5, 1), synthetic_ids_allowed=True), around)
    assert isinstance(registration, Registration)
    return seal(registration, KEYRING, Entry("counter", new_id(), NOW))


async def rows(connection: AsyncConnection) -> dict[str, list[str]]:
    """Each table's rows, as PostgreSQL prints them."""
    return {
        table: sorted((await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars()) for table in WRITTEN
    }


class TestEnrol:
    async def test_writes_a_file_with_its_key_categories_and_discrepancies(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        more = {"category_codes": ("42", "51"), "sex_code": "2", "birth_on": "1959-02-27", "mobile": "19900001234"}
        async with autocommitting(registry_engine).connect() as connection, transaction(connection):
            file = await sealed(connection, **more, enlisted_on="1979-12", monthly_income_fen=1)
            assert await enrol(connection, [file]) == {file.veteran_id}
            written = await rows(connection)
        assert {table: len(found) for table, found in written.items()} == {
            "person": 1, "data_key": 1, "veteran": 1, "category_holding": 2, "identity_discrepancy": 2,
        }  # fmt: skip

    async def test_writes_nothing_for_a_number_that_is_registered(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        async with autocommitting(registry_engine).connect() as connection, transaction(connection):
            before = await rows(connection)
            assert await enrol(connection, [await sealed(connection, category_codes=("51",))]) == frozenset()
            assert await rows(connection) == before

    async def test_waits_for_another_with_the_same_people_in_another_order_instead_of_deadlocking(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        async with registry_engine.connect() as connection:
            first, second = [await _files(connection), await _files(connection)]
        first.sort(key=lambda file: file.number_hashes.a or b"")
        second.sort(key=lambda file: file.number_hashes.a or b"", reverse=True)
        async with registry_engine.connect() as connection:
            # Whoever comes to the one in the middle stops there for now, with one of the others written.
            await connection.execute(insert(PERSON), dict(second[1].person))
            tasks = [asyncio.create_task(_enrolled(registry_engine, files)) for files in (first, second)]
            await until_waiting(connection, tasks)
            await connection.rollback()
        assert sorted(len(written) for written in await asyncio.gather(*tasks)) == [0, 3]


async def _files(connection: AsyncConnection) -> list[SealedFile]:
    """Three persons, each time with new ids, as another import would make them."""
    return [await sealed(connection, id_number=given_number(serial)) for serial in (1, 2, 3)]


async def _enrolled(engine: AsyncEngine, files: Sequence[SealedFile]) -> frozenset[UUID]:
    async with autocommitting(engine).connect() as connection, transaction(connection):
        return await enrol(connection, files)


class TestHoldActiveUnits:
    async def test_keeps_the_unit_from_changing(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        lock = text(f"SELECT 1 FROM org_unit WHERE org_code = '{ROOM}' FOR UPDATE SKIP LOCKED")
        async with registry_engine.connect() as connection, registry_engine.connect() as other:
            assert set(await hold_active_units(connection, [ROOM, "411329999"])) == {ROOM}
            assert (await other.execute(lock)).first() is None
            await connection.rollback()
            assert (await other.execute(lock)).first() is not None


class TestFindRegistered:
    async def test_asks_the_index_in_a_register_that_was_small_a_moment_ago(self, registry_engine: AsyncEngine) -> None:
        """The server keeps a plan that it made for a few persons, and an import goes on within that minute."""
        await given_network(registry_engine)
        numbers = [SearchHashes(number.to_bytes(32), None) for number in range(3)]
        async with autocommitting(registry_engine).connect() as connection, transaction(connection):
            for _ in range(8):
                await find_registered(connection, numbers)
            for written in (PERSONS, FILES):
                await connection.execute(text(written))
            before = await compared_with(connection)
            assert await find_registered(connection, numbers) == {}
            assert await compared_with(connection) == before


PERSONS = """
    INSERT INTO person (person_id, id_number_hash_a, sex_code, id_number_sealed, name_sealed, synthetic, recorded_at)
    SELECT gen_random_uuid(), sha256(number::text::bytea), '1', '', '', true, now() FROM generate_series(1, 5000) number
"""
FILES = f"""
    INSERT INTO veteran (veteran_id, version, state, org_code, org_path, channel, registered_on, registered_by,
        recorded_at)
    SELECT person_id, 1, 'registered', '{ROOM}', org_path, 'import', current_date, person_id, now()
    FROM person, org_unit WHERE org_code = '{ROOM}'
"""


async def compared_with(connection: AsyncConnection) -> int:
    """How many persons this transaction has read one after the other."""
    statement = text("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'person'")
    return int((await connection.execute(statement)).scalar_one())
