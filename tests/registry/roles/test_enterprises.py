"""What an entrepreneur runs: named, coded as GB 32100 wants it, corrected, listed, erased."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.roles.commands import forget_enterprises
from services.registry.roles.rules import is_credit_code
from shared.auth.roles import Role
from shared.command import Transaction, command
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_work, published
from tests.registry.persons import given_veteran

CODE, NAME = "91411329MA40ABCD0R", "新野县农产品加工厂"
TERM = {"kind": "entrepreneur", "assumed_on": "2019-04-01", "source": "营业执照"}
RUNS = {"enterprise_name": NAME, "enterprise_code": CODE}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


@pytest.fixture
async def clerk(client_for: ClientFor) -> httpx2.AsyncClient:
    return await client_for(Role.CENTRE_STAFF)


async def taking_up(clerk: httpx2.AsyncClient, veteran: UUID, **said: Any) -> httpx2.Response:
    return await clerk.post(f"/veterans/{veteran}/social-roles", json={**TERM, **said})


class TestACreditCode:
    @pytest.mark.parametrize("code", ["91350100M000100Y43", CODE])
    def test_is_taken_with_its_check_digit(self, code: str) -> None:
        assert is_credit_code(code)

    @pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100YI3", "91350100M000100Y4", "", "9" * 18])
    def test_is_refused_otherwise(self, code: str) -> None:
        assert not is_credit_code(code)


class TestAnEntrepreneur:
    async def test_names_an_enterprise_which_no_event_does(
        self, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        made = await taking_up(clerk, veteran, **{**RUNS, "enterprise_code": " 9141 1329 ma40abcd0r"})
        assert (made.status_code, made.json()["enterprise_code"]) == (201, CODE)
        listed = (await clerk.get("/social-roles", params={"kind": "entrepreneur"})).json()["items"]
        assert [role["enterprise_name"] for role in listed] == [NAME]
        taken = await clerk.post("/social-roles/exports", json={"purpose": "工作核对", "kind": "entrepreneur"})
        assert taken.status_code == 200, taken.text
        cells = [str(cell) for row in CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(
            0
        ).to_python() for cell in row]  # fmt: skip
        assert {"企业名称", NAME, "统一社会信用代码", CODE} <= set(cells)
        events = str(await published(registry_engine))
        assert NAME not in events
        assert CODE not in events

    @pytest.mark.parametrize(
        ("said", "field", "code"),
        [
            ({**RUNS, "enterprise_code": "91411329MA40ABCD0A"}, "enterprise_code", "credit-code"),
            ({"enterprise_code": CODE}, "enterprise_name", "of-its-code"),
            ({**RUNS, "kind": "mediator"}, "enterprise_name", "of-an-entrepreneur"),
            ({"enterprise_name": "张"}, "enterprise_name", "too-short"),
        ],
    )
    async def test_is_told_which_rule_is_broken(
        self, clerk: httpx2.AsyncClient, veteran: UUID, said: dict[str, str], field: str, code: str
    ) -> None:
        refused = await taking_up(clerk, veteran, **said)
        assert refused.status_code == 422
        [fault] = refused.json()["fields"]
        assert (fault["field"], fault["code"]) == (field, code)

    async def test_has_it_corrected_and_what_it_was_called_is_kept(
        self, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        role = (await taking_up(clerk, veteran, **RUNS)).json()
        same = {name: role[name] for name in ("kind", "org_code", "assumed_on", "source")}
        how = {**same, "enterprise_name": "新野县面粉厂", "reason": "名称有误", "version": 1}
        changed = await clerk.post(f"/social-roles/{role['role_id']}/correction", json=how)
        assert (changed.json()["enterprise_name"], changed.json()["enterprise_code"]) == ("新野县面粉厂", None)
        async with registry_engine.connect() as connection:
            said = await connection.scalar(text("SELECT said FROM former_record"))
        assert (said["enterprise_name"], said["enterprise_code"]) == (NAME, CODE)
        other = {**same, "kind": "mediator", "enterprise_name": NAME, "reason": "身份有误", "version": 2}
        refused = await clerk.post(f"/social-roles/{role['role_id']}/correction", json=other)
        assert [fault["field"] for fault in refused.json()["fields"]] == ["enterprise_name"]

    async def test_keeps_nothing_of_it_once_forgotten(
        self, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        role = (await taking_up(clerk, veteran, **RUNS)).json()
        same = {name: role[name] for name in ("kind", "org_code", "assumed_on", "source", "enterprise_name")}
        how = {**same, "reason": "代码有误", "version": 1}
        await clerk.post(f"/social-roles/{role['role_id']}/correction", json=how)
        await _forget(given_work(registry_engine), veteran)
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT enterprise_name FROM social_role")) is None
            assert await connection.scalar(text("SELECT count(*) FROM former_record")) == 0


@command
async def _forget(tx: Transaction, person_id: UUID) -> None:
    tx.concerns(f"veteran {person_id}")
    await forget_enterprises(tx, person_id)


class TestThePage:
    async def test_takes_shows_and_corrects_it(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        form = {**TERM, **RUNS, "idempotency_key": "once"}
        at = f"/registry/persons/{veteran}/roles/new"
        wrong = await clerk.post(at, data={**form, "enterprise_code": "91411329MA40ABCD0A"})
        assert (wrong.status_code, 'href="#f-enterprise_code"' in wrong.text, "GB 32100" in wrong.text) == (
            422,
            True,
            True,
        )
        assert (await clerk.post(at, data=form)).status_code == 303
        listed = (await clerk.get("/registry/roles")).text
        assert NAME in listed
        [page] = set(re.findall(r"/registry/roles/[0-9a-f-]{36}(?=\")", listed))
        assert CODE in (await clerk.get(page)).text
        assert CODE in (await clerk.get(f"{page}/correction")).text
