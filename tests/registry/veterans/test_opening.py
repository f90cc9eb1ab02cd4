"""What one registration at the counter sends: where a form belongs, and its file."""

from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.recording import recorded
from services.registry.network.domain import OrgUnit, UnitKind
from services.registry.veterans.commands.enrolment import enrol
from services.registry.veterans.commands.opening import open_file
from services.registry.veterans.commands.placing import hold_place
from services.registry.veterans.commands.sealing import Entry, SealedFile, seal
from services.registry.veterans.domain.registration import Registration, Surroundings, examine
from services.registry.veterans.domain.values import Terms
from shared.ids import new_id
from tests.given import NOW
from tests.registry.given import CENTRE_CODE, given_network
from tests.registry.persons import KEYRING, OTHER_ROOM, ROOM, ROOM_PATH, given_form, given_veteran

WRITTEN: Final = ("person", "data_key", "veteran", "veteran_category", "identity_discrepancy")


async def sealed(connection: AsyncConnection, **changes: Any) -> SealedFile:
    unit, divisions = await hold_place(connection, ROOM, [ROOM])
    assert unit is not None
    around = Surroundings({ROOM: unit}, divisions, CENTRE_CODE, lambda _path: True)
    registration = examine(given_form(**changes), Terms(date(2026, 5, 1), synthetic_ids_allowed=True), around)
    assert isinstance(registration, Registration)
    return seal(registration, KEYRING, Entry("counter", new_id(), NOW))


async def held(connection: AsyncConnection) -> dict[str, list[str]]:
    """Each table's rows, as PostgreSQL prints them."""
    return {
        table: sorted((await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars()) for table in WRITTEN
    }


class TestOpenFile:
    async def test_writes_the_rows_that_an_import_would(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        more = {"category_codes": ("42", "51"), "sex_code": "2", "birth_on": "1959-02-27", "mobile": "19900001234"}
        async with registry_engine.connect() as connection:
            file = await sealed(connection, **more, enlisted_on="1979-12", monthly_income_fen=1)
            assert await open_file(connection, file)
            opened = await held(connection)
            await connection.rollback()
            assert await enrol(connection, [file]) == {file.veteran_id}
            assert await held(connection) == opened
        assert {table: len(rows) for table, rows in opened.items()} == {
            "person": 1, "data_key": 1, "veteran": 1, "veteran_category": 2, "identity_discrepancy": 2,
        }  # fmt: skip

    async def test_writes_nothing_for_a_number_that_is_registered(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        async with registry_engine.connect() as connection:
            before = await held(connection)
            assert not await open_file(connection, await sealed(connection, category_codes=("51",)))
            assert await held(connection) == before

    async def test_is_one_statement_whatever_the_form_holds(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        with recorded(registry_engine) as sent:
            async with registry_engine.connect() as connection:
                for form in ({}, {"mobile": "19900001234", "category_codes": ("51",)}):
                    await open_file(connection, await sealed(connection, **form))
                await connection.rollback()
        assert len([each for each in sent if "INTO person" in each.sql]) == 2
        assert len({each.sql for each in sent if "INTO person" in each.sql}) == 1


class TestHoldPlace:
    async def test_answers_the_unit_and_the_divisions_that_are_known(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.connect() as connection:
            unit, known = await hold_place(connection, ROOM, [ROOM, OTHER_ROOM, "411329999999"])
        assert isinstance(unit, OrgUnit)
        assert (unit.org_code, unit.kind, unit.org_path) == (ROOM, UnitKind.ROOM, ROOM_PATH)
        assert known == {ROOM, OTHER_ROOM}

    async def test_answers_the_divisions_without_a_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        async with registry_engine.connect() as connection:
            assert await hold_place(connection, None, [ROOM]) == (None, frozenset({ROOM}))
            assert await hold_place(connection, "411329999", []) == (None, frozenset())

    async def test_keeps_the_unit_from_changing(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        lock = text(f"SELECT 1 FROM org_unit WHERE org_code = '{ROOM}' FOR UPDATE SKIP LOCKED")
        async with registry_engine.connect() as connection, registry_engine.connect() as other:
            await hold_place(connection, ROOM, [])
            assert (await other.execute(lock)).first() is None
            await connection.rollback()
            assert (await other.execute(lock)).first() is not None
