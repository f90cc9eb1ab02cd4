"""Programmes: the rules of a new version, its publication, and which one is in force."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.benefits.programmes.commands import publish_programme
from services.benefits.programmes.domain import Draft, ProgrammeRefused, RuleText, Version, next_version
from services.benefits.programmes.parameters import GROUP
from shared.auth.roles import Role
from shared.events.benefits import ProgrammePublished
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.conftest import BrowserOf
from tests.browsers import links_of, words_of
from tests.given import given_grant, given_work
from tests.races import race

RULES = (RuleText("category", "新退役军人〔2019〕3号 第二条", "两参人员及重点优抚对象每年免费体检一次。"),)

BODY = {
    "programme_code": "health-check",
    "name": "免费健康体检",
    "slot": "free-1",
    "valid_from": "2019-01-01",
    "rules": [{"code": "category", "source": "新退役军人〔2019〕3号 第二条", "text": "每年一次。"}],
}


def given_draft(**changes: Any) -> Draft:
    facts: dict[str, Any] = {
        "programme_code": "health-check",
        "name": "免费健康体检",
        "slot": "free-1",
        "valid_from": date(2019, 1, 1),
        "valid_to": None,
        "rules": RULES,
    }
    return Draft(**{**facts, **changes})


def given_version(**changes: Any) -> Version:
    return next_version(given_draft(**changes), former=None, slot_holder=None)


def faults(former: Version | None = None, slot_holder: str | None = None, **changes: Any) -> set[str]:
    with pytest.raises(ProgrammeRefused) as refused:
        next_version(given_draft(**changes), former=former, slot_holder=slot_holder)
    return {fault.code for fault in refused.value.fields}


class TestTheGroup:
    def test_has_four_free_and_two_preferential_slots(self) -> None:
        kinds = [slot.code.rpartition("-")[0] for slot in GROUP.slots]
        assert (kinds.count("free"), kinds.count("preferential"), len(kinds)) == (4, 2, 6)


class TestANewVersion:
    def test_follows_the_former_one(self) -> None:
        first = given_version()
        second = next_version(given_draft(valid_from=date(2020, 1, 1)), former=first, slot_holder=first.programme_code)
        assert (first.version, second.version) == (1, 2)

    def test_has_a_digest_of_its_rules_in_their_order(self) -> None:
        other = RuleText("age", "新退役军人〔2019〕3号 第三条", "年满60周岁。")
        digests = {given_version(rules=rules).rule_digest for rules in (RULES, (*RULES, other), (other, *RULES))}
        assert len(digests) == 3
        assert given_version(name="体检").rule_digest == given_version().rule_digest
        assert all(len(digest) == 64 for digest in digests)

    def test_names_every_broken_rule(self) -> None:
        former = given_version()
        assert faults(slot="free-5") == {"slot-unknown"}
        assert faults(slot_holder="training") == {"slot-taken"}
        assert faults(former, valid_from=date(2020, 1, 1), slot="free-2") == {"slot-changed"}
        assert faults(valid_to=date(2019, 1, 1)) == {"period-empty"}
        assert faults(former, "health-check") == {"not-after-former-version"}
        assert faults(rules=RULES * 2) == {"rule-repeated"}
        assert faults(former, "training", slot="free-2", valid_to=date(2018, 1, 1)) == {
            "slot-taken",
            "slot-changed",
            "period-empty",
            "not-after-former-version",
        }


class TestPublishProgramme:
    async def test_publishes_each_version_once_in_order(self, benefits_engine: AsyncEngine) -> None:
        work = given_work(benefits_engine)
        first = await publish_programme(work, given_draft())
        await publish_programme(work, given_draft(valid_from=date(2020, 1, 1), name="健康体检"))
        async with benefits_engine.connect() as connection:
            rows = list(await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))
        events = [msgspec.json.decode(row.payload, type=ProgrammePublished) for row in rows]
        assert [(row.aggregate_version, event.version) for row, event in zip(rows, events, strict=True)] == [
            (1, 1),
            (2, 2),
        ]
        assert events[0] == ProgrammePublished(
            programme_code="health-check",
            version=1,
            name="免费健康体检",
            slot="free-1",
            valid_from=date(2019, 1, 1),
            valid_to=None,
            rule_digest=first.rule_digest,
        )

    async def test_gives_a_slot_to_one_of_those_who_want_it_at_once(self, benefits_engine: AsyncEngine) -> None:
        wanting = [given_draft(programme_code=f"programme-{number}") for number in range(6)]
        tries = [publish_programme(given_work(benefits_engine), draft) for draft in wanting]
        ends = await race(benefits_engine, "programme_version", tries)
        assert sum(isinstance(end, Version) for end in ends) == 1
        assert sum(isinstance(end, ProgrammeRefused) for end in ends) == 5

    async def test_takes_programmes_outside_the_group(self, benefits_engine: AsyncEngine) -> None:
        for number in range(2):
            draft = given_draft(programme_code=f"aid-{number}", slot=None)
            assert (await publish_programme(given_work(benefits_engine), draft)).slot is None


class TestProgrammesOverHttp:
    @pytest.fixture
    async def leader(
        self, benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
    ) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(benefits_engine, account, Role.BUREAU_LEADER)
        client: httpx2.AsyncClient = api_client(create_app(settings_of("benefits")), token_for(account))
        return client

    async def test_shows_the_version_in_force_on_the_day(self, leader: httpx2.AsyncClient) -> None:
        for changes in ({}, {"valid_from": "2020-01-01", "valid_to": "2021-01-01"}):
            assert (await leader.post("/programmes", json={**BODY, **changes})).status_code == 201
        assert await self.versions(leader, "2018-12-31") == []
        assert await self.versions(leader, "2019-01-01") == [1]
        assert await self.versions(leader, "2019-12-31") == [1]
        assert await self.versions(leader, "2020-01-01") == [2]
        assert await self.versions(leader, "2020-12-31") == [2]
        assert await self.versions(leader, "2021-01-01") == []

    async def test_shows_which_slots_are_held(self, leader: httpx2.AsyncClient) -> None:
        await leader.post("/programmes", json=BODY)
        [group] = (await leader.get("/programme-groups")).json()
        assert group["zh"] == "四免两优"
        assert {slot["code"]: slot["programme_code"] for slot in group["slots"]} == {
            "free-1": "health-check",
            "free-2": None,
            "free-3": None,
            "free-4": None,
            "preferential-1": None,
            "preferential-2": None,
        }

    async def test_needs_a_rule_with_its_source(self, leader: httpx2.AsyncClient) -> None:
        refused = await leader.post("/programmes", json={**BODY, "rules": []})
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "rules")

    async def test_is_read_by_all_and_published_by_a_leader(
        self, benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
    ) -> None:
        app = create_app(settings_of("benefits"))
        assert (await api_client(app).get("/programmes")).status_code == 401
        assert (await api_client(app).post("/programmes", json=BODY)).status_code == 401
        for role, published in ((Role.BUREAU_LEADER, 201), (Role.CENTRE_STAFF, 403), (Role.SYSTEM_ADMINISTRATOR, 403)):
            account = new_id()
            await given_grant(benefits_engine, account, role)
            client = api_client(app, token_for(account))
            assert (await client.post("/programmes", json=BODY)).status_code == published
            assert (await client.get("/programmes")).status_code == 200

    async def versions(self, client: httpx2.AsyncClient, on: str) -> list[int]:
        answer = await client.get("/programmes", params={"on": on})
        assert answer.status_code == 200, answer.text
        return [item["version"] for item in answer.json()["items"]]


class TestThePages:
    async def test_show_what_is_in_force_on_a_day_and_its_rules(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        await publish_programme(given_work(benefits_engine), given_draft())
        browser = await browser_of(Role.BUREAU_LEADER)
        listed = await browser.get("/benefits/programmes?on=2019-06-01")
        [path] = [link for link in links_of(listed) if link.startswith("/benefits/programmes/")]
        assert "尚无项目的有 免费技能培训" in words_of(listed)
        shown = words_of(await browser.get(path))
        assert "免费健康体检" in shown
        assert RULES[0].text in shown
        assert RULES[0].source in shown

    async def test_know_nothing_of_what_is_not_in_force_that_day(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        await publish_programme(given_work(benefits_engine), given_draft())
        browser = await browser_of(Role.STATION_STAFF)
        assert "该日没有有效的项目。" in words_of(await browser.get("/benefits/programmes?on=2018-12-31"))
        for path in ("health-check?on=2018-12-31", "nothing"):
            assert (await browser.get(f"/benefits/programmes/{path}")).status_code == 404
