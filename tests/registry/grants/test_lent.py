"""What somebody holds by delegation or in an emergency, and what a machine holds, makes nobody more than he is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import open_account
from services.registry.accounts.domain.account import Kind
from services.registry.grants.commands import (
    ask_emergency,
    confirm_grant,
    deny_access,
    lift_denial,
    propose_grant,
    refuse_grant,
)
from services.registry.grants.domain.grant import GrantInvalid
from services.registry.grants.domain.proposal import GrantToOneself, RoleIsLent, SecondPersonNeeded
from services.registry.grants.parameters import Ground
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.given import CENTRE_CODE, NOW
from tests.registry.grants.given import given_acting, given_clerk, given_holder, leader, security, wanted

DAY = timedelta(days=1)


class TestWhoHoldsARoleThatWasLent:
    """A station's clerk who leads for a day must not make a leader for ever."""

    async def lent(self, engine: AsyncEngine, ground: Ground) -> Work:
        boss = await given_acting(engine, Role.BUREAU_LEADER)
        [grant] = boss.caller.grants
        row: dict[str, Any] = {"grant_id": grant.grant_id, "ground": ground, "valid_from": NOW - DAY}
        row |= {"on_behalf_of": new_id()} if ground is Ground.DELEGATION else {}
        await given_grant(engine, boss.caller.account_id, Role.BUREAU_LEADER, **row)
        return boss

    @pytest.mark.parametrize("ground", [Ground.DELEGATION, Ground.EMERGENCY])
    async def test_confirms_and_refuses_nothing(self, registry_engine: AsyncEngine, ground: Ground) -> None:
        asked = wanted(await given_holder(registry_engine), Role.BUREAU_LEADER)
        grant_id = await propose_grant(await security(registry_engine), asked, centre_code=CENTRE_CODE)
        stand_in = await self.lent(registry_engine, ground)
        with pytest.raises(RoleIsLent):
            await confirm_grant(stand_in, grant_id)
        with pytest.raises(RoleIsLent):
            await refuse_grant(stand_in, grant_id, reason="误操作")
        await confirm_grant(await self.lent(registry_engine, Ground.APPOINTMENT), grant_id)

    @pytest.mark.parametrize("ground", [Ground.DELEGATION, Ground.EMERGENCY])
    async def test_lifts_no_denial(self, registry_engine: AsyncEngine, ground: Ground) -> None:
        clerk = await given_clerk(registry_engine)
        denial_id = await deny_access(
            await security(registry_engine), account_id=clerk.caller.account_id, org_code=CENTRE_CODE,
            centre_code=CENTRE_CODE, reason="回避", until=None,
        )  # fmt: skip
        with pytest.raises(RoleIsLent):
            await lift_denial(await self.lent(registry_engine, ground), denial_id, reason="误操作")
        await lift_denial(await self.lent(registry_engine, Ground.APPOINTMENT), denial_id, reason="误操作")


class TestWhoStandsInForSomebody:
    """With a role that was lent him he proposes, and both are one."""

    async def standing_in(self, engine: AsyncEngine, lender: Work) -> Work:
        [own] = lender.caller.grants
        account, of = await given_holder(engine), lender.caller.account_id
        await given_grant(
            engine, account, own.role, own.org_path, ground=Ground.DELEGATION, on_behalf_of=of, valid_from=NOW - DAY
        )
        caller = replace(lender.caller, account_id=account, grants=(replace(own, on_behalf_of=of),))
        return replace(lender, caller=caller)

    async def test_proposes_nothing_for_him(self, registry_engine: AsyncEngine) -> None:
        keeper = await security(registry_engine)
        asked = wanted(keeper.caller.account_id)
        with pytest.raises(GrantToOneself):
            await propose_grant(await self.standing_in(registry_engine, keeper), asked, centre_code=CENTRE_CODE)

    async def test_is_given_by_a_third_what_he_asks_for_in_an_emergency(self, registry_engine: AsyncEngine) -> None:
        boss = await leader(registry_engine)
        stand_in = await self.standing_in(registry_engine, boss)
        mine = wanted(stand_in.caller.account_id, valid_until=NOW + DAY)
        grant_id = await ask_emergency(stand_in, mine, centre_code=CENTRE_CODE)
        with pytest.raises(SecondPersonNeeded):
            await confirm_grant(boss, grant_id)
        await confirm_grant(await leader(registry_engine), grant_id)


class TestAMachine:
    async def test_is_made_nothing_but_a_subscriber(self, registry_engine: AsyncEngine) -> None:
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        machine_id = await open_account(keeper, username="exchange", display_name="省厅接口", kind=Kind.MACHINE)
        with pytest.raises(GrantInvalid):
            await propose_grant(await security(registry_engine), wanted(machine_id), centre_code=CENTRE_CODE)
        asked = wanted(machine_id, Role.SUBSCRIBER, valid_until=NOW + DAY)
        await propose_grant(await security(registry_engine), asked, centre_code=CENTRE_CODE)
