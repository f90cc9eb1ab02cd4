"""/schedule: what an operator sees, and who may confirm the clock."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth.roles import Role
from shared.calendar.queries import find_calendar
from shared.ids import new_id
from shared.service.app import create_service_app
from shared.settings import ServiceSettings
from tests.browsers import as_browser, words_of
from tests.given import CENTRE, given_grant, given_settings_for
from tests.issuer import Issuer
from tests.shared.schedule.given import DELETE, FAIL, REMIND, TWO, given_planned, planned, run_at

Client = httpx2.AsyncClient
AsA = Callable[[Role], Awaitable[Client]]
DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def as_a(
    kernel_engine: AsyncEngine, postgres: Postgres, issuer: Issuer, api_client: Callable[..., Client]
) -> AsA:
    settings = given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer)
    app = create_service_app(settings, name="sample", title="Sample", routers=[], package="tests.shared.kernel")

    async def client(role: Role) -> Client:
        account: UUID = new_id()
        await given_grant(kernel_engine, account, role, CENTRE)
        return api_client(app, issuer.token(account))

    return client


class TestTheSchedule:
    async def test_lists_what_is_due_and_why_it_failed(self, kernel_engine: AsyncEngine, as_a: AsA) -> None:
        await given_planned(kernel_engine, FAIL, "case 1")
        await given_planned(kernel_engine, REMIND, "case 2", due_at=TWO + DAY)
        await run_at(kernel_engine)
        operator = await as_a(Role.SYSTEM_ADMINISTRATOR)
        first, second = (await operator.get("/schedule")).json()["items"]
        assert (first["name"], first["key"], first["attempts"], first["failure"]) == ("fail", "case 1", 1, "ValueError")
        assert (second["name"], second["failure"]) == ("remind", None)

    async def test_deletes_again_when_an_administrator_has_confirmed_the_clock(
        self, kernel_engine: AsyncEngine, as_a: AsA
    ) -> None:
        for present in (TWO, TWO + 30 * DAY):
            await run_at(kernel_engine, DELETE, now=present)
        operator = await as_a(Role.SYSTEM_ADMINISTRATOR)
        assert (await operator.post("/schedule/clock-confirmation")).json()["jobs"] == ["delete"]
        assert (await planned(kernel_engine))["delete", ""].failure is None
        assert (await operator.post("/schedule/clock-confirmation")).json()["jobs"] == []

    async def test_is_told_in_a_browser_where_the_clock_is_confirmed_too(
        self, kernel_engine: AsyncEngine, as_a: AsA
    ) -> None:
        await given_planned(kernel_engine, FAIL, "case 1")
        for present in (TWO, TWO + 30 * DAY):
            await run_at(kernel_engine, FAIL, DELETE, now=present)
        operator = as_browser(await as_a(Role.SYSTEM_ADMINISTRATOR))
        shown = words_of(await operator.get("/sample/running"))
        assert "fail 连续失败" in shown
        assert "按期清除的任务已暂停：delete" in shown
        confirmed = await operator.post("/sample/schedule/clock-confirmation", data={"idempotency_key": "k-1"})
        assert (confirmed.status_code, confirmed.headers["location"]) == (303, "/sample/running")
        assert (await planned(kernel_engine))["delete", ""].failure is None
        assert "按期清除" not in words_of(await operator.get("/sample/running"))
        assert (await as_browser(await as_a(Role.CENTRE_STAFF)).get("/sample/running")).status_code == 403

    @pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.AUDITOR])
    async def test_is_for_the_system_administrator(self, as_a: AsA, role: Role) -> None:
        other = await as_a(role)
        assert (await other.get("/schedule")).status_code == 403
        assert (await other.post("/schedule/clock-confirmation")).status_code == 403


NOTICE: dict[str, Any] = {
    "source": "县政办〔2026〕1号",
    "off": [["2027-01-01", "2027-01-03"]],
    "worked": ["2027-01-09"],
}


class TestWorkingDays:
    async def test_are_known_once_they_are_entered_and_again_changes_nothing(
        self, kernel_engine: AsyncEngine, as_a: AsA
    ) -> None:
        operator = await as_a(Role.SYSTEM_ADMINISTRATOR)
        entered = [(await operator.put("/schedule/working-days/2027", json=NOTICE)).json() for _ in range(2)]
        assert entered == [{"year": 2027, "changed": True}, {"year": 2027, "changed": False}]
        async with kernel_engine.connect() as connection:
            calendar = await find_calendar(connection)
        assert calendar.is_working_day(date(2027, 1, 9))
        assert not calendar.is_working_day(date(2027, 1, 1))

    async def test_are_replaced_by_another_notice_of_the_year(self, kernel_engine: AsyncEngine, as_a: AsA) -> None:
        operator = await as_a(Role.SYSTEM_ADMINISTRATOR)
        for worked in (["2027-01-09"], []):
            answer = await operator.put("/schedule/working-days/2027", json=NOTICE | {"worked": worked})
            assert answer.json()["changed"]
        async with kernel_engine.connect() as connection:
            assert not (await find_calendar(connection)).is_working_day(date(2027, 1, 9))

    @pytest.mark.parametrize(
        "wrong",
        [{"worked": ["2027-01-04"]}, {"off": [["2027-01-03", "2027-01-01"]]}, {"off": [["2029-01-01", "2029-01-03"]]}],
    )
    async def test_that_contradict_themselves_are_refused(self, as_a: AsA, wrong: dict[str, Any]) -> None:
        operator = await as_a(Role.SYSTEM_ADMINISTRATOR)
        refused = await operator.put("/schedule/working-days/2027", json=NOTICE | wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "notice-invalid")

    async def test_are_entered_by_the_system_administrator_alone(self, as_a: AsA) -> None:
        refused = await (await as_a(Role.CENTRE_STAFF)).put("/schedule/working-days/2027", json=NOTICE)
        assert refused.status_code == 403
