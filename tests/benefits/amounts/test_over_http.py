"""Tables of amounts over HTTP: set from a day on, withdrawn, read as of a day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.queries import find_tables, parameters_on
from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant

LINE = {"table": "hardship-line", "since": "2019-01-01", "value": 60_000, "source": "县困难帮扶办法"}


@pytest.fixture
def app(benefits_engine: AsyncEngine, settings_of: Any) -> FastAPI:
    return create_app(settings_of("benefits"))


@pytest.fixture
async def centre(benefits_engine: AsyncEngine, app: FastAPI, token_for: Any, api_client: Callable[..., Any]) -> Any:
    account = new_id()
    await given_grant(benefits_engine, account, Role.CENTRE_STAFF)
    return api_client(app, token_for(account))


async def test_an_amount_holds_from_its_day_until_the_next_one(
    centre: httpx2.AsyncClient, benefits_engine: AsyncEngine
) -> None:
    for changes in (
        {},
        {"since": "2020-01-01", "value": 65_000},
        {"table": "nursing-share", "key": "war/1", "value": 500},
    ):
        assert (await centre.post("/amounts", json={**LINE, **changes})).status_code == 201
    async with benefits_engine.connect() as connection:
        tables = await find_tables(connection)
    days = (date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 1))
    assert [parameters_on(tables, day).get("hardship-line") for day in days] == [None, 60_000, 60_000, 65_000]
    assert "nursing-share" not in parameters_on(tables, days[-1])
    listed = (await centre.get("/amounts?table=hardship-line")).json()["items"]
    assert [(each["since"], each["value"]) for each in listed] == [("2019-01-01", 60_000), ("2020-01-01", 65_000)]


async def test_a_share_is_no_more_than_the_whole(centre: httpx2.AsyncClient) -> None:
    share = {**LINE, "table": "nursing-share", "key": "war/1"}
    refused = await centre.post("/amounts", json={**share, "value": 1_001})
    assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, "more-than-the-whole")
    assert (await centre.post("/amounts", json={**share, "value": 1_000})).status_code == 201


async def test_what_was_set_by_mistake_is_withdrawn_and_set_anew(centre: httpx2.AsyncClient) -> None:
    path = f"/amounts/{(await centre.post('/amounts', json=LINE)).json()['line_id']}/withdrawal"
    again = {**LINE, "value": 61_000}
    assert (await centre.post("/amounts", json=again)).json()["code"] == "amount-exists"
    assert (await centre.post(path, json={"reason": "录入有误"})).status_code == 204
    assert (await centre.post(path, json={"reason": "录入有误"})).json()["code"] == "amount-withdrawn"
    assert (await centre.post("/amounts", json=again)).status_code == 201
    assert [each["value"] for each in (await centre.get("/amounts")).json()["items"]] == [61_000]
    both = (await centre.get("/amounts?withdrawn=true")).json()["items"]
    assert [(each["value"], each["reason"]) for each in both] == [(60_000, "录入有误"), (61_000, None)]
    assert (await centre.post(f"/amounts/{new_id()}/withdrawal", json={"reason": "录入有误"})).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"table": "x"}, "table"), ({"key": "War/3"}, "key"), ({"value": -1}, "value"), ({"source": ""}, "source")],
)
async def test_what_cannot_be_is_named(centre: httpx2.AsyncClient, changes: Any, field: str) -> None:
    refused = await centre.post("/amounts", json={**LINE, **changes})
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)


async def test_the_centre_sets_and_a_leader_reads(
    benefits_engine: AsyncEngine, app: FastAPI, token_for: Any, api_client: Callable[..., Any]
) -> None:
    account = new_id()
    await given_grant(benefits_engine, account, Role.BUREAU_LEADER)
    leader: httpx2.AsyncClient = api_client(app, token_for(account))
    assert (await leader.post("/amounts", json=LINE)).status_code == 403
    assert (await leader.get("/amounts")).status_code == 200
