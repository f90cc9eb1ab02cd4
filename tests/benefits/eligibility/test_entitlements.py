"""What somebody is entitled to, over HTTP and in his file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.eligibility.projection import FACTS
from services.benefits.main import create_app
from services.benefits.programmes.domain import Rule
from shared.auth.roles import Role
from shared.events.registry import CategoryRecognised
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM, STATION, given_delivered, given_learned, veteran_registered
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.browsers import links_of, words_of
from tests.given import given_grant

DAY = "2019-04-30"
RULES = (
    Rule(
        "category", SOURCE, "参战或者参试人员。", {"fact": "categories.active", "op": "overlaps", "value": ["51", "61"]}
    ),
    Rule("rural", SOURCE, "农村户口。", {"fact": "household.type", "op": "eq", "value": "rural"}, "户口簿"),
    Rule("manner", SOURCE, "由工作人员核对。"),
)


@pytest.fixture
async def veteran(benefits_engine: AsyncEngine) -> UUID:
    """A combat veteran of whose household nothing is known; one programme is in force."""
    person_id: UUID = new_id()
    await given_learned(benefits_engine, [veteran_registered(person_id)])
    recognised = CategoryRecognised(
        holding_id=new_id(), person_id=person_id, org_path=ROOM, category="51", since=date(2019, 3, 1), benefit=True,
        clause="pension-rules",
    )  # fmt: skip
    async with benefits_engine.begin() as connection:
        await FACTS.apply(connection, [given_delivered(recognised)])
    await given_programme(benefits_engine, rules=RULES)
    return person_id


class TestOverHttp:
    async def test_every_clause_is_answered_with_its_source_and_what_is_missing(
        self,
        veteran: UUID,
        benefits_engine: AsyncEngine,
        settings_of: Any,
        token_for: Any,
        api_client: Callable[..., Any],
    ) -> None:
        account = new_id()
        await given_grant(benefits_engine, account, Role.STATION_STAFF, STATION)
        client: httpx2.AsyncClient = api_client(create_app(settings_of("benefits")), token_for(account))
        [found] = (await client.get(f"/persons/{veteran}/entitlements", params={"on": DAY})).json()
        assert (found["programme_code"], found["version"], found["outcome"]) == ("health-check", 1, "needs-evidence")
        assert found["missing"] == ["household.type"]
        clauses: list[Mapping[str, Any]] = found["clauses"]
        assert [(each["code"], each["verdict"], each["evidence"]) for each in clauses] == [
            ("category", "passed", None), ("rural", "unknown", "户口簿"), ("manner", None, None),
        ]  # fmt: skip
        assert {each["source"] for each in clauses} == {SOURCE}
        [before] = (await client.get(f"/persons/{veteran}/entitlements", params={"on": "2019-02-01"})).json()
        assert before["outcome"] == "not-entitled"
        assert (await client.get(f"/persons/{veteran}/entitlements", params={"on": "2018-01-01"})).json() == []
        assert (await client.get(f"/persons/{new_id()}/entitlements")).status_code == 404

    async def test_nobody_is_known_outside_the_callers_units(
        self,
        veteran: UUID,
        benefits_engine: AsyncEngine,
        settings_of: Any,
        token_for: Any,
        api_client: Callable[..., Any],
    ) -> None:
        app = create_app(settings_of("benefits"))
        for role, path, status in (
            (Role.ROOM_STAFF, "411329.411329105", 404),
            (Role.SYSTEM_ADMINISTRATOR, "411329", 403),
            (Role.ROOM_STAFF, ROOM, 200),
        ):
            account = new_id()
            await given_grant(benefits_engine, account, role, path)
            client: httpx2.AsyncClient = api_client(app, token_for(account))
            assert (await client.get(f"/persons/{veteran}/entitlements")).status_code == status


async def test_a_file_has_what_comes_of_each_programme_and_why(veteran: UUID, browser_of: BrowserOf) -> None:
    browser = await browser_of(Role.STATION_STAFF)
    shown = words_of(await browser.get(f"/benefits/entitlements/of-person/{veteran}?on={DAY}"))
    for words in ("免费健康体检 需补充材料", "应提供：户口簿", "户口性质", "人工核对", SOURCE):
        assert words in shown
    part = await browser.get(f"/benefits/entitlements/of-person/{veteran}?on={DAY}", headers={"HX-Request": "true"})
    assert "<h2>可享受的优待项目</h2>" in part.text  # under a heading of its own among the others of the file
    assert {f"/benefits/{of}?person={veteran}" for of in ("visits", "awards/nominees")} <= links_of(part)
