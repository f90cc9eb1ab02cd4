"""What somebody holds by delegation or in an emergency, and what a machine holds, makes nobody more than he is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import open_account
from services.registry.accounts.domain.account import Kind
from services.registry.grants.commands import confirm_grant, deny_access, lift_denial, propose_grant, refuse_grant
from services.registry.grants.domain.grant import GrantInvalid
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.parameters import Ground
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.given import CENTRE_CODE, NOW
from tests.registry.grants.given import given_acting, given_clerk, given_holder, security, wanted

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


class TestAMachine:
    async def test_is_made_nothing_but_a_subscriber(self, registry_engine: AsyncEngine) -> None:
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        machine_id = await open_account(keeper, username="exchange", display_name="省厅接口", kind=Kind.MACHINE)
        with pytest.raises(GrantInvalid):
            await propose_grant(await security(registry_engine), wanted(machine_id), centre_code=CENTRE_CODE)
        asked = wanted(machine_id, Role.SUBSCRIBER, valid_until=NOW + DAY)
        await propose_grant(await security(registry_engine), asked, centre_code=CENTRE_CODE)
