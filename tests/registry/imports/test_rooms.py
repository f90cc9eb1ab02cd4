"""What an account of a village room may import: people of its own village, and so many rows a day."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.domain import TooManyRowsToday
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.conftest import ClientFor
from tests.registry.given import audited, given_network
from tests.registry.imports.files import count, faults, given_import, line, people, work_off, workbook
from tests.registry.persons import OTHER_ROOM, ROOM_PATH, UNIT_ROOM, given_number

UNIT_ROOM_PATH = "411329.411329U01.411329U01R01"


class TestAnImportOfARoom:
    async def test_takes_in_those_of_its_own_village(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [line(), line(given_number(1), 户籍地代码=OTHER_ROOM)]
        import_id = await given_import(registry_engine, rows, role=Role.ROOM_STAFF, path=ROOM_PATH)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [set(), {("domicile_code", "other-village")}]

    async def test_takes_in_people_of_all_villages_at_a_unit_that_has_none(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        rows = [line(服务室代码=UNIT_ROOM), line(given_number(1), 服务室代码=UNIT_ROOM, 户籍地代码=OTHER_ROOM)]
        import_id = await given_import(registry_engine, rows, role=Role.ROOM_STAFF, path=UNIT_ROOM_PATH)
        await work_off(registry_engine)
        assert await faults(registry_engine, import_id) == [set(), set()]

    async def test_is_refused_beyond_the_rows_of_a_day_rehearsals_included(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account = new_id()
        await given_grant(registry_engine, account, Role.ROOM_STAFF, ROOM_PATH)
        room: dict[str, Any] = {"role": Role.ROOM_STAFF, "path": ROOM_PATH, "account_id": account}
        await given_import(registry_engine, people(6), dry_run=True, most_rows_a_day=10, **room)
        with pytest.raises(TooManyRowsToday):
            await given_import(registry_engine, people(5), most_rows_a_day=10, **room)
        await given_import(registry_engine, people(4), most_rows_a_day=10, **room)
        assert await count(registry_engine, "register_import") == 2
        results = [result for _, result in await audited(registry_engine, "request-import")]
        assert results == ["done", "too-many-rows-today", "done"]

    async def test_is_answered_429_by_http_while_a_station_may_go_on(
        self,
        client_for: ClientFor,
        registry_engine: AsyncEngine,
        registry_app: FastAPI,
        settings_of: Callable[..., Any],
    ) -> None:
        await given_network(registry_engine)
        registry_app.state.settings = settings_of("registry", import_rows_a_day=2)
        upload = {"file": ("名册.xlsx", workbook(people(3)))}
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await room.post("/imports", files=upload)
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-rows-today")
        assert refused.json()["detail"] == "服务室账号24小时内最多导入2行，请减少行数或明天再导入。"
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        assert (await station.post("/imports", files=upload)).status_code == 202
