"""Nobody becomes another by a slip that he issued himself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account, enable_account, issue_activation
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.domain.secrets import ActivationRefused
from services.registry.accounts.parameters import CONFIRMED_WITHIN
from services.registry.accounts.queries import get_shown
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.parameters import Ground
from services.registry.handovers.domain import HandoverByAnother, HandoverNotAwaited, HandoverOverdue
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import NOW, PASSWORD, activating, audited, confirming, given_account, given_work

USER = {"username": "station-clerk", "password": PASSWORD}


@pytest.fixture
async def clerk_id(registry_engine: AsyncEngine) -> UUID:
    """A clerk of the centre, who signs in."""
    account_id = await given_account(registry_engine)
    await given_grant(registry_engine, account_id, Role.CENTRE_STAFF, valid_from=NOW - timedelta(days=1))
    return account_id


async def reset(engine: AsyncEngine, account_id: UUID, *, at: datetime = NOW) -> Work:
    """The keeper resets it and uses the slip himself."""
    keeper = given_work(engine, Role.SYSTEM_ADMINISTRATOR, now=at)
    await activating(engine, await issue_activation(keeper, account_id, reason="忘记密码"))
    return keeper


def security(engine: AsyncEngine, *, at: datetime = NOW) -> Work:
    return given_work(engine, Role.SECURITY_ADMINISTRATOR, now=at)


async def state_of(engine: AsyncEngine, account_id: UUID, *, at: datetime = NOW) -> AccountState:
    async with engine.connect() as connection:
        return AccountState((await get_shown(connection, account_id, now=at)).state)


class TestASlipForAnAccountWithGrants:
    async def test_lets_nobody_in_before_another_has_confirmed(
        self, anonymous: httpx2.AsyncClient, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        await given_grant(registry_engine, account_id, Role.CENTRE_STAFF)
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        slip = (await keeper.post(f"/accounts/{account_id}/activation", json={"reason": "忘记密码"})).json()
        chosen = await anonymous.post("/activation", json={**USER, "secret": slip["secret"]})
        assert chosen.status_code == 202
        assert (await anonymous.post("/tokens", json=USER)).json()["code"] == "sign-in-refused"
        at = f"/accounts/{account_id}/handover/confirmation"
        assert [(await (await client_for(role)).post(at)).status_code for role in Role] == [
            204 if role is Role.SECURITY_ADMINISTRATOR else 403 for role in Role
        ]
        assert (await anonymous.post("/tokens", json=USER)).status_code == 200

    async def test_is_confirmed_by_neither_its_issuer_nor_the_holder_nor_in_a_lent_role(
        self, registry_engine: AsyncEngine, clerk_id: UUID
    ) -> None:
        keeper = await reset(registry_engine, clerk_id)
        for account_id in (keeper.caller.account_id, clerk_id):
            other = security(registry_engine)
            with pytest.raises(HandoverByAnother):
                await confirming(replace(other, caller=replace(other.caller, account_id=account_id)), clerk_id)
        stand_in = security(registry_engine)
        lent: dict[str, Any] = {"grant_id": stand_in.caller.grants[0].grant_id, "ground": Ground.EMERGENCY}
        await given_grant(registry_engine, stand_in.caller.account_id, Role.SECURITY_ADMINISTRATOR, **lent)
        with pytest.raises(RoleIsLent):
            await confirming(stand_in, clerk_id)
        assert await state_of(registry_engine, clerk_id) is AccountState.AWAITING_CONFIRMATION
        await confirming(security(registry_engine), clerk_id)
        assert await state_of(registry_engine, clerk_id) is AccountState.ACTIVE
        assert (await audited(registry_engine, "confirm-handover"))[-1] == (f"account {clerk_id}", "done")

    @pytest.mark.parametrize("begins", [timedelta(days=-1), timedelta(days=30)], ids=["in force", "to come"])
    async def test_waits_also_for_a_first_activation_after_the_grant(
        self, registry_engine: AsyncEngine, begins: timedelta
    ) -> None:
        """A leader who was appointed and has not activated his account yet."""
        account_id = await given_account(registry_engine)
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        slip = await issue_activation(keeper, account_id, reason="新开账号")
        await given_grant(registry_engine, account_id, Role.BUREAU_LEADER, valid_from=NOW + begins)
        await activating(registry_engine, slip)
        assert await state_of(registry_engine, account_id) is AccountState.AWAITING_CONFIRMATION

    async def test_works_once_and_another_makes_it_worthless(
        self, registry_engine: AsyncEngine, clerk_id: UUID
    ) -> None:
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        slip = await issue_activation(keeper, clerk_id, reason="忘记密码")
        await activating(registry_engine, slip)
        with pytest.raises(ActivationRefused):
            await activating(registry_engine, slip)
        await issue_activation(keeper, clerk_id, reason="并非本人")
        with pytest.raises(HandoverNotAwaited):
            await confirming(security(registry_engine), clerk_id)

    async def test_comes_to_nothing_when_the_account_is_disabled(
        self, registry_engine: AsyncEngine, clerk_id: UUID
    ) -> None:
        keeper = await reset(registry_engine, clerk_id)
        await disable_account(keeper, clerk_id, reason="离职")
        await enable_account(keeper, clerk_id, reason="返岗")
        with pytest.raises(HandoverNotAwaited):
            await confirming(security(registry_engine), clerk_id)

    async def test_is_confirmed_on_the_page_of_the_account(
        self, browser_of: BrowserOf, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, clerk_id: UUID
    ) -> None:
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR, now=datetime.now(UTC))
        slip = await issue_activation(keeper, clerk_id, reason="忘记密码")
        anonymous.headers["Accept"] = "text/html"
        anonymous.headers["Sec-Fetch-Site"] = "same-origin"
        chosen = await anonymous.post("/session/activation", data={**USER, "secret": slip.secret})
        assert "待确认" in chosen.text
        at = f"/registry/accounts/{clerk_id}"
        keeping = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        assert f"{at}/handover" not in (await keeping.get(at)).text
        browser = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert f"{at}/handover" in (await browser.get(at)).text
        assert "已核实" in (await browser.get(f"{at}/handover")).text
        confirmed = await browser.post(f"{at}/handover", data={"key": str(new_id())})
        assert (confirmed.status_code, confirmed.headers["Location"]) == (303, f"{at}?done=handover")
        assert "已核实系本人设置密码，该账号可以登录。" in (await browser.get(confirmed.headers["Location"])).text
        assert await state_of(registry_engine, clerk_id) is AccountState.ACTIVE


class TestASlipForAnAccountWithoutGrants:
    async def test_makes_nobody_the_holder_of_what_is_granted_afterwards(
        self, anonymous: httpx2.AsyncClient, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """The keeper opens an account, uses its slip himself, and waits."""
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        new = {"username": USER["username"], "display_name": "办事员"}
        account_id = UUID((await keeper.post("/accounts", json=new)).json()["account_id"])
        slip = (await keeper.post(f"/accounts/{account_id}/activation", json={"reason": "新开账号"})).json()
        chosen = await anonymous.post("/activation", json={**USER, "secret": slip["secret"]})
        assert chosen.status_code == 202
        await given_grant(registry_engine, account_id, Role.CENTRE_STAFF)
        assert (await anonymous.post("/tokens", json=USER)).json()["code"] == "sign-in-refused"
        second = await client_for(Role.SECURITY_ADMINISTRATOR)
        assert (await second.post(f"/accounts/{account_id}/handover/confirmation")).status_code == 204
        assert (await anonymous.post("/tokens", json=USER)).status_code == 200

    async def test_takes_a_second_person_also_where_they_are_over(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        over: dict[str, Any] = {"valid_from": NOW - timedelta(days=9), "valid_until": NOW}
        await given_grant(registry_engine, account_id, Role.CENTRE_STAFF, **over)
        await reset(registry_engine, account_id)
        assert await state_of(registry_engine, account_id) is AccountState.AWAITING_CONFIRMATION


class TestAPasswordThatWaits:
    async def test_is_confirmed_within_days_or_not_at_all(self, registry_engine: AsyncEngine, clerk_id: UUID) -> None:
        keeper = await reset(registry_engine, clerk_id)
        over = NOW + CONFIRMED_WITHIN
        with pytest.raises(HandoverOverdue):
            await confirming(security(registry_engine, at=over), clerk_id)
        assert await state_of(registry_engine, clerk_id, at=over) is AccountState.CONFIRMATION_OVERDUE
        in_time = over - timedelta(microseconds=1)
        assert await state_of(registry_engine, clerk_id, at=in_time) is AccountState.AWAITING_CONFIRMATION
        await disable_account(keeper, clerk_id, reason="离职")
        assert await state_of(registry_engine, clerk_id, at=over) is AccountState.DISABLED

    async def test_is_confirmed_in_the_last_instant(self, registry_engine: AsyncEngine, clerk_id: UUID) -> None:
        await reset(registry_engine, clerk_id)
        last = NOW + CONFIRMED_WITHIN - timedelta(microseconds=1)
        await confirming(security(registry_engine, at=last), clerk_id)
        assert await state_of(registry_engine, clerk_id, at=last) is AccountState.ACTIVE

    async def test_is_listed_as_overdue(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, clerk_id: UUID
    ) -> None:
        await reset(registry_engine, clerk_id)  # in 2019
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        listed = (await keeper.get("/accounts?state=confirmation-overdue")).json()["items"]
        assert [(each["account_id"], each["state"]) for each in listed] == [(str(clerk_id), "confirmation-overdue")]
        assert (await keeper.get("/accounts?state=awaiting-confirmation")).json()["items"] == []
        shown = (await (await browser_of(Role.SECURITY_ADMINISTRATOR)).get(f"/registry/accounts/{clerk_id}")).text
        assert "核实逾期" in shown
        assert "请系统管理员另出激活单" in shown
        assert f"/registry/accounts/{clerk_id}/handover" not in shown
