"""`/<service>/status`: how a service stands by its own database, for who runs the system and who leads the bureau."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.postgres import Postgres
from shared.auth.roles import Role
from shared.calendar.tables import WORKING_CALENDAR
from shared.clock import local_date, now
from shared.ids import new_id
from shared.service.app import create_service_app
from shared.settings import ServiceSettings
from tests.browsers import as_browser, words_of
from tests.given import CENTRE, given_grant, given_settings_for
from tests.issuer import Issuer
from tests.shared.outbox.test_relay import UNKNOWN_BROKER, is_active, is_failing
from tests.shared.wire import eventually, given_relay, given_row, given_rows, running

Client = httpx2.AsyncClient


@pytest.fixture
def client(
    kernel_engine: AsyncEngine, postgres: Postgres, issuer: Issuer, api_client: Callable[..., Client]
) -> Callable[[Role], Any]:
    """Of a service that learns from nobody."""
    settings = given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer)
    app = create_service_app(settings, name="sample", title="Sample", routers=[], package="tests.shared.kernel")

    async def signed_in(role: Role) -> Client:
        account: UUID = new_id()
        await given_grant(kernel_engine, account, role, CENTRE)
        return api_client(app, issuer.token(account))

    return signed_in


@pytest.fixture
async def holidays(kernel_engine: AsyncEngine) -> None:
    """Of this year and the next are known: from December on it would be told that the next one's are not."""
    year = local_date(now()).year
    known = [{"year": each, "source": "国办发明电", "off": [], "worked": []} for each in (year, year + 1)]
    async with kernel_engine.begin() as connection:
        await connection.execute(insert(WORKING_CALENDAR), known)


async def stands(client: Client) -> dict[str, Any]:
    answer = await client.get("/service-status")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestTheStatus:
    async def test_is_bad_while_no_worker_works_and_good_with_one(
        self, client: Callable[[Role], Any], kernel_engine: AsyncEngine, kafka: Kafka, holidays: None
    ) -> None:
        leader = await client(Role.BUREAU_LEADER)
        before = await stands(leader)
        assert (before["is_good"], before["is_worker_there"]) == (False, False)
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await eventually(lambda: is_active(relay))
            found = await stands(leader)
            assert (found["is_good"], found["is_worker_there"], found["outbox_pending"]) == (True, True, 0)
            assert "正常" in words_of(await as_browser(leader).get("/sample/status"))

    async def test_says_how_long_something_waits_to_be_told(
        self, client: Callable[[Role], Any], kernel_engine: AsyncEngine, kafka: Kafka
    ) -> None:
        administrator = await client(Role.SYSTEM_ADMINISTRATOR)
        relay = given_relay(kernel_engine, replace(kafka.broker, servers=UNKNOWN_BROKER))
        async with running(relay):
            await given_rows(kernel_engine, [given_row("nowhere"), given_row("nowhere", "b")])
            await eventually(lambda: is_failing(relay))
            found = await stands(administrator)
        assert (found["is_good"], found["outbox_pending"]) == (False, 2)
        assert found["oldest_unpublished_seconds"] > 300
        shown = words_of(await as_browser(administrator).get("/sample/status"))
        assert "未发出的事件 2 条" in shown

    @pytest.mark.parametrize("role", [Role.CENTRE_STAFF, Role.AUDITOR, Role.ROOM_STAFF])
    async def test_is_for_nobody_else(self, client: Callable[[Role], Any], role: Role) -> None:
        somebody = await client(role)
        assert (await somebody.get("/service-status")).status_code == 403
        assert (await as_browser(somebody).get("/sample/status")).status_code == 403
