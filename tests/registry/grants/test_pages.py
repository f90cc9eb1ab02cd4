"""Grants in a browser: proposed by one, confirmed by another."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.queries import get_account
from services.registry.network.queries import names_of_units
from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.clock import local_date, now
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network
from tests.registry.grants.given import (
    given_acting,
    given_confirmed,
    given_holder,
    leader,
    proposed,
    security,
    wanted,
)


@pytest.fixture
async def holder(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_holder(registry_engine)


def form(holder: UUID, **changes: str) -> dict[str, str]:
    wanted = {"account_id": str(holder), "role": "station-staff", "org_code": "411329104", "purpose": "施庵站经办"}
    return {**wanted, "idempotency_key": "once", **changes}


class TestAProposalThatIsOver:
    async def test_waits_for_nobody(self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID) -> None:
        yesterday = now() - timedelta(days=1)
        asked = wanted(holder, Role.STATION_STAFF, "411329104", valid_until=yesterday + timedelta(hours=1))
        grant_id = await proposed(await security(registry_engine, now=yesterday), asked)
        second = await browser_of(Role.BUREAU_LEADER)
        assert "没有待确认的授权" in (await second.get("/registry/grants/proposals")).text
        listed = await second.get("/registry/grants/proposals?state=all")
        assert "已过期" in words_of(listed)
        assert f"/registry/grants/{grant_id}/refusal" in listed.text
        assert f"/registry/grants/{grant_id}/confirmation" not in listed.text


class TestAGrant:
    async def test_is_proposed_by_one_confirmed_by_another_and_taken_back(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer_id = (await security(registry_engine)).caller.account_id
        leader_id = (await leader(registry_engine)).caller.account_id
        proposer = await browser_of(Role.SECURITY_ADMINISTRATOR, account_id=proposer_id)
        second = await browser_of(Role.BUREAU_LEADER, account_id=leader_id)
        for _ in range(2):
            assert (await proposer.post("/registry/grants/new", data=form(holder))).status_code == 303
        waiting = (await second.get("/registry/grants/proposals")).text
        [confirmation] = re.findall(r'action="(/registry/grants/[0-9a-f-]+/confirmation)"', waiting)
        assert "/confirmation" not in (await proposer.get("/registry/grants/proposals")).text
        assert (await proposer.post(confirmation, data={"idempotency_key": "own"})).status_code in {403, 409}
        done = await second.post(confirmation, data={"idempotency_key": "c1"})
        assert "已确认该项授权。" in words_of(await second.get(done.headers["location"]))
        listed = (await proposer.get(f"/registry/grants?account_id={holder}&in_force=true")).text
        [revocation] = re.findall(r'href="(/registry/grants/[0-9a-f-]+/revocation)"', listed)
        assert (await proposer.get(revocation)).status_code == 200
        assert (await proposer.post(revocation, data={"reason": ""})).status_code == 422
        assert (await proposer.post(revocation, data={"reason": "调离"})).status_code == 303
        assert "已收回" in (await proposer.get(f"/registry/grants?account_id={holder}")).text

    async def test_is_proposed_in_the_words_of_people(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        paper = f"/registry/grants/new?account_id={holder}"
        assert paper in links_of(await proposer.get(f"/registry/accounts/{holder}"))
        async with registry_engine.connect() as connection:
            username = (await get_account(connection, holder)).username
            [station] = (await names_of_units(connection, {"411329104"})).values()
        assert f'value="{username}"' in (await proposer.get(paper)).text
        for changes, field, words in (
            ({"account_id": "nobody"}, "account_id", "没有此用户名的账号，请核对。"),
            ({"org_code": "没有的站"}, "org_code", "没有此名称的机构，请填机构名称或代码。"),
        ):
            wrong = await proposer.post("/registry/grants/new", data=form(holder, **changes))
            assert wrong.status_code in {404, 422}
            assert f'id="e-{field}"' in wrong.text
            assert words in wrong.text
        asked = form(holder, account_id=username.upper(), org_code=station)
        assert (await proposer.post("/registry/grants/new", data=asked)).status_code == 303
        assert station in words_of(await proposer.get("/registry/grants/proposals"))

    async def test_that_breaks_the_separation_of_duties_is_refused_in_words(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        await given_confirmed(registry_engine, wanted(holder, Role.AUDITOR), now=now())
        refused = await proposer.post("/registry/grants/new", data=form(holder, role="station-staff"))
        assert refused.status_code == 409
        assert f"该账号已有角色“{ROLES[Role.AUDITOR].zh}”，不能再授予“{ROLES[Role.STATION_STAFF].zh}”。" in refused.text

    async def test_is_refused_with_a_reason(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        second = await browser_of(Role.BUREAU_LEADER, account_id=(await leader(registry_engine)).caller.account_id)
        await proposer.post("/registry/grants/new", data=form(holder))
        shown = (await second.get("/registry/grants/proposals")).text
        [refusal] = re.findall(r'href="(/registry/grants/[0-9a-f-]+/refusal)"', shown)
        assert (await second.get(refusal)).status_code == 200
        assert (await second.post(refusal, data={"reason": "岗位不符"})).status_code == 303
        assert "没有待确认的授权" in (await second.get("/registry/grants/proposals")).text

    async def test_that_breaks_a_rule_is_answered_with_the_form(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        wrong = await proposer.post("/registry/grants/new", data=form(holder, role="", purpose=""))
        assert wrong.status_code == 422
        assert 'href="#f-role"' in wrong.text
        nowhere = await proposer.post("/registry/grants/new", data=form(holder, org_code="411329999"))
        assert nowhere.status_code == 404
        assert "施庵站经办" in nowhere.text

    async def test_is_denied_by_the_security_administrator(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        denial = {"account_id": str(holder), "org_code": "411329104", "reason": "核查期间", "idempotency_key": "d1"}
        assert (await proposer.get("/registry/grants/denials/new")).status_code == 200
        assert (await proposer.post("/registry/grants/denials/new", data=denial)).status_code == 303
        assert "禁止访问" in (await proposer.get("/registry/grants?role=denied")).text
        second = await browser_of(Role.BUREAU_LEADER, account_id=(await leader(registry_engine)).caller.account_id)
        shown = (await second.get("/registry/grants?role=denied")).text
        [lifting] = re.findall(r'href="(/registry/grants/denials/[0-9a-f-]+/lifting)"', shown)
        assert lifting not in (await proposer.get("/registry/grants?role=denied")).text
        assert (await second.get(lifting)).status_code == 200
        assert (await second.post(lifting, data={"reason": "核查结束"})).status_code == 303
        assert lifting not in (await second.get("/registry/grants?role=denied")).text

    async def test_that_is_proposed_is_withdrawn_by_who_proposed_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        await proposer.post("/registry/grants/new", data=form(holder))
        shown = (await proposer.get("/registry/grants/proposals")).text
        [withdrawal] = re.findall(r'href="(/registry/grants/[0-9a-f-]+/withdrawal)"', shown)
        assert (await proposer.get(withdrawal)).status_code == 200
        assert (await proposer.post(withdrawal, data={"reason": "填写有误"})).status_code == 303
        assert "没有待确认的授权" in (await proposer.get("/registry/grants/proposals")).text

    async def test_that_a_clerk_proposes_stands_on_his_own_page_until_he_withdraws_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        clerk_id = (await given_acting(registry_engine, Role.STATION_STAFF)).caller.account_id
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329104", account_id=clerk_id)
        assert "/registry/grants/mine" in links_of(await clerk.get("/me"))
        offered = links_of(await clerk.get("/registry/grants/mine"))
        assert {"/registry/grants/delegations/new", "/registry/grants/emergencies/new"} <= offered
        lending = await clerk.get("/registry/grants/delegations/new")
        assert re.findall(r'<option value="([^"]+)"', lending.text) == ["station-staff"]  # what he has himself
        assert 'name="org_code" value="411329104"' in lending.text
        assert words_of(lending).count("（选填）") == 1  # from when, not until when
        until = f"{local_date(now()) + timedelta(days=7)}T00:00"
        asked = form(holder, purpose="外出培训", valid_until=until)
        assert (await clerk.post("/registry/grants/delegations/new", data=asked)).headers["location"] == "/me"
        own = await clerk.get("/registry/grants/mine")
        assert "外出培训" in words_of(own)
        [withdrawal] = [link for link in links_of(own) if link.endswith("/withdrawal")]
        done = await clerk.post(withdrawal, data={"reason": "培训取消"})
        assert (done.status_code, done.headers["location"]) == (303, "/me")
        assert "已撤回" in words_of(await clerk.get("/registry/grants/mine"))

    async def test_that_was_confirmed_says_to_who_proposed_it_whether_it_still_holds(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        clerk_id = (await given_acting(registry_engine, Role.STATION_STAFF)).caller.account_id
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329104", account_id=clerk_id)
        guard = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        until = f"{local_date(now()) + timedelta(days=7)}T00:00"
        asked = form(holder, purpose="外出培训", valid_until=until)
        await clerk.post("/registry/grants/delegations/new", data=asked)
        [confirmation] = re.findall(
            r"/registry/grants/[0-9a-f-]+/confirmation", (await guard.get("/registry/grants/proposals")).text
        )
        assert (await guard.post(confirmation, data={"idempotency_key": "c1"})).status_code == 303
        assert "已确认" in words_of(await clerk.get("/registry/grants/mine"))
        revocation = confirmation.replace("confirmation", "revocation")
        assert (await guard.post(revocation, data={"reason": "提前回岗"})).status_code == 303
        own = words_of(await clerk.get("/registry/grants/mine"))
        assert ("已收回" in own, "已确认" in own) == (True, False)

    async def test_that_was_decided_is_listed_with_who_asks_for_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, holder: UUID
    ) -> None:
        proposer = await browser_of(
            Role.SECURITY_ADMINISTRATOR, account_id=(await security(registry_engine)).caller.account_id
        )
        second = await browser_of(Role.BUREAU_LEADER, account_id=(await leader(registry_engine)).caller.account_id)
        await proposer.post("/registry/grants/new", data=form(holder))
        [refusal] = re.findall(
            r'href="(/registry/grants/[0-9a-f-]+/refusal)"', (await second.get("/registry/grants/proposals")).text
        )
        await second.post(refusal, data={"reason": "岗位不符"})
        for state in ("decided", "all"):
            listed = words_of(await second.get(f"/registry/grants/proposals?state={state}"))
            assert "已驳回" in listed
            assert "岗位不符" in listed
        assert "岗位不符" not in words_of(await second.get("/registry/grants/proposals?state="))

    async def test_is_no_business_of_clerks(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert (await clerk.get("/registry/grants")).status_code == 403
        assert (await clerk.get("/registry/grants/new")).status_code == 403
