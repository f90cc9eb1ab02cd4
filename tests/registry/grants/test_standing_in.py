"""Delegations, emergencies (break-glass) and denials."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account
from services.registry.accounts.domain.lasting import LastHolder
from services.registry.grants.commands import (
    ask_emergency,
    confirm_grant,
    delegate_role,
    deny_access,
    lift_denial,
    revoke_grant,
)
from services.registry.grants.domain.grant import (
    DutiesNotSeparate,
    GrantHeldAlready,
    GrantInvalid,
    GrantNotFound,
    NotYoursToDelegate,
)
from services.registry.grants.domain.proposal import GrantToOneself, ProposerMayNoLonger, SecondPersonNeeded
from services.registry.roles.queries import roles_in_scope
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from tests.given import given_grant
from tests.races import race
from tests.registry.given import CENTRE_CODE, NOW, audited, given_network, published
from tests.registry.grants.given import (
    given_acting,
    given_clerk,
    given_confirmed,
    given_holder,
    in_force,
    leader,
    security,
    wanted,
)

DAY = timedelta(days=1)
STATION = "411329.411329104"


class TestADelegation:
    async def test_lends_ones_own_role_for_thirty_days_with_both_names(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        asked = wanted(deputy, valid_until=NOW + 30 * DAY)
        grant_id = await delegate_role(clerk, asked, centre_code=CENTRE_CODE)
        await confirm_grant(await security(registry_engine), grant_id)
        [grant] = await in_force(registry_engine, deputy)
        assert grant.on_behalf_of == clerk.caller.account_id
        assert Caller(deputy, (grant,)).on_behalf_of == clerk.caller.account_id
        [(_, _, told)] = await published(registry_engine, "grant-given")
        assert (told["ground"], told["on_behalf_of"]) == ("delegation", str(clerk.caller.account_id))

    async def test_ends_after_thirty_days_at_most(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        for until in (None, NOW + 30 * DAY + timedelta(seconds=1)):
            with pytest.raises(GrantInvalid) as refused:
                await delegate_role(clerk, wanted(deputy, valid_until=until), centre_code=CENTRE_CODE)
            assert [fault.code for fault in refused.value.fields] == ["ends-in-time"]

    async def test_begins_within_thirty_days(self, registry_engine: AsyncEngine) -> None:
        """Else what a deputy may do in ten years is agreed on today."""
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        last = NOW + 30 * DAY
        late = wanted(deputy, valid_from=last + timedelta(seconds=1), valid_until=last + DAY)
        with pytest.raises(GrantInvalid) as refused:
            await delegate_role(clerk, late, centre_code=CENTRE_CODE)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [("valid_from", "begins-in-time")]
        in_time = wanted(deputy, valid_from=last, valid_until=last + DAY)
        await delegate_role(clerk, in_time, centre_code=CENTRE_CODE)

    async def test_needs_a_second_person_who_is_neither(self, registry_engine: AsyncEngine) -> None:
        boss, deputy = await given_clerk(registry_engine, Role.BUREAU_LEADER), await given_holder(registry_engine)
        asked = wanted(deputy, Role.BUREAU_LEADER, valid_until=NOW + DAY)
        grant_id = await delegate_role(boss, asked, centre_code=CENTRE_CODE)
        with pytest.raises(SecondPersonNeeded):
            await confirm_grant(boss, grant_id)
        with pytest.raises(GrantToOneself):
            await confirm_grant(await leader(registry_engine, account_id=deputy), grant_id)
        await confirm_grant(await security(registry_engine), grant_id)

    async def test_is_of_a_role_that_one_holds_there_and_so_long(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        clerk = await given_clerk(registry_engine, Role.STATION_STAFF, STATION)
        ending = await given_acting(registry_engine, Role.STATION_STAFF, STATION)
        await given_grant(
            registry_engine, ending.caller.account_id, Role.STATION_STAFF, STATION,
            valid_from=NOW - DAY, valid_until=NOW + DAY,
        )  # fmt: skip
        deputy, until = await given_holder(registry_engine), NOW + 2 * DAY
        for who, role, unit in (
            (clerk, Role.CENTRE_STAFF, "411329104"),
            (clerk, Role.STATION_STAFF, "411329105"),
            (clerk, Role.STATION_STAFF, CENTRE_CODE),
            (ending, Role.STATION_STAFF, "411329104"),
        ):
            with pytest.raises(NotYoursToDelegate):
                await delegate_role(who, wanted(deputy, role, unit, valid_until=until), centre_code=CENTRE_CODE)
        asked = wanted(deputy, Role.STATION_STAFF, "411329104210", valid_until=until)
        await delegate_role(clerk, asked, centre_code=CENTRE_CODE)

    async def test_is_not_lent_on(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_clerk(registry_engine), await given_acting(registry_engine, Role.CENTRE_STAFF)
        asked = wanted(deputy.caller.account_id, valid_until=NOW + DAY)
        grant_id = await delegate_role(clerk, asked, centre_code=CENTRE_CODE)
        await confirm_grant(await security(registry_engine), grant_id)
        third = wanted(await given_holder(registry_engine), valid_until=NOW + timedelta(hours=1))
        with pytest.raises(NotYoursToDelegate):
            await delegate_role(deputy, third, centre_code=CENTRE_CODE)

    async def test_ends_with_the_grant_it_rests_on(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_acting(registry_engine, Role.CENTRE_STAFF), await given_holder(registry_engine)
        own = await given_confirmed(registry_engine, wanted(clerk.caller.account_id))
        grant_id = await delegate_role(clerk, wanted(deputy, valid_until=NOW + DAY), centre_code=CENTRE_CODE)
        await confirm_grant(await security(registry_engine), grant_id)
        await revoke_grant(await security(registry_engine), own, reason="调岗")
        assert await in_force(registry_engine, deputy) == ()
        ended = [told["grant_id"] for _, _, told in await published(registry_engine, "grant-revoked")]
        assert ended == [str(own), str(grant_id)]

    async def test_does_not_outlive_the_grant_it_rests_on_when_it_is_confirmed_at_once(
        self, registry_engine: AsyncEngine
    ) -> None:
        """Both get as far as what is written last, unless one waits for the other."""
        clerk, deputy = await given_acting(registry_engine, Role.CENTRE_STAFF), await given_holder(registry_engine)
        own = await given_confirmed(registry_engine, wanted(clerk.caller.account_id))
        grant_id = await delegate_role(clerk, wanted(deputy, valid_until=NOW + DAY), centre_code=CENTRE_CODE)
        at_once = [
            confirm_grant(await leader(registry_engine), grant_id),
            revoke_grant(await security(registry_engine), own, reason="调岗"),
        ]
        _, revoked = await race(registry_engine, "outbox", at_once)
        assert revoked is None
        assert await in_force(registry_engine, deputy) == ()

    async def test_is_not_confirmed_when_what_it_rests_on_is_gone(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_acting(registry_engine, Role.CENTRE_STAFF), await given_holder(registry_engine)
        own = await given_confirmed(registry_engine, wanted(clerk.caller.account_id))
        grant_id = await delegate_role(clerk, wanted(deputy, valid_until=NOW + DAY), centre_code=CENTRE_CODE)
        await revoke_grant(await security(registry_engine), own, reason="调岗")
        with pytest.raises(NotYoursToDelegate):
            await confirm_grant(await leader(registry_engine), grant_id)

    async def test_is_not_confirmed_when_its_lender_has_left(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        grant_id = await delegate_role(clerk, wanted(deputy, valid_until=NOW + DAY), centre_code=CENTRE_CODE)
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, clerk.caller.account_id, reason="离职")
        with pytest.raises(ProposerMayNoLonger):
            await confirm_grant(await leader(registry_engine), grant_id)

    async def test_ends_when_its_lender_leaves(self, registry_engine: AsyncEngine) -> None:
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        grant_id = await delegate_role(clerk, wanted(deputy, valid_until=NOW + DAY), centre_code=CENTRE_CODE)
        await confirm_grant(await leader(registry_engine), grant_id)
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, clerk.caller.account_id, reason="离职")
        assert await in_force(registry_engine, deputy) == ()
        assert [told["grant_id"] for _, _, told in await published(registry_engine, "grant-revoked")] == [str(grant_id)]

    @pytest.mark.parametrize("denied", [CENTRE_CODE, "411329104", "411329104210"])
    async def test_is_of_nothing_that_its_lender_is_denied(self, registry_engine: AsyncEngine, denied: str) -> None:
        await given_network(registry_engine)
        clerk, deputy = await given_clerk(registry_engine), await given_holder(registry_engine)
        asked = wanted(deputy, org_code="411329104", valid_until=NOW + DAY)
        grant_id = await delegate_role(clerk, asked, centre_code=CENTRE_CODE)
        await confirm_grant(await leader(registry_engine), grant_id)
        await deny_access(
            await security(registry_engine), account_id=clerk.caller.account_id, org_code=denied,
            centre_code=CENTRE_CODE, reason="回避", until=None,
        )  # fmt: skip
        assert await in_force(registry_engine, deputy) == ()
        with pytest.raises(NotYoursToDelegate):
            await delegate_role(clerk, asked, centre_code=CENTRE_CODE)


class TestAnEmergency:
    async def test_opens_for_a_day_after_a_second_person_and_is_reported(self, registry_engine: AsyncEngine) -> None:
        boss = await given_clerk(registry_engine, Role.BUREAU_LEADER)
        mine, until = boss.caller.account_id, NOW + timedelta(hours=24)
        grant_id = await ask_emergency(boss, wanted(mine, valid_until=until), centre_code=CENTRE_CODE)
        assert {grant.role for grant in await in_force(registry_engine, mine)} == {Role.BUREAU_LEADER}
        with pytest.raises(GrantToOneself):
            await confirm_grant(boss, grant_id)
        second = await leader(registry_engine)
        await confirm_grant(second, grant_id)
        assert Role.CENTRE_STAFF in {grant.role for grant in await in_force(registry_engine, mine)}
        assert len(await in_force(registry_engine, mine, now=until)) == 1
        assert await published(registry_engine, "break-glass-opened") == [
            (
                "break-glass-opened",
                1,
                {
                    "grant_id": str(grant_id),
                    "account_id": str(mine),
                    "role": "centre-staff",
                    "org_path": "411329",
                    "confirmed_by": str(second.caller.account_id),
                    "opened_at": "2019-04-30T08:00:00Z",
                },
            )
        ]
        assert await audited(registry_engine, "ask-emergency") == [(f"account {mine}", "done")]

    async def test_is_not_confirmed_when_who_asked_works_here_no_longer(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        [own] = await in_force(registry_engine, clerk.caller.account_id)
        asked = wanted(clerk.caller.account_id, Role.STATION_STAFF, valid_until=NOW + DAY)
        grant_id = await ask_emergency(clerk, asked, centre_code=CENTRE_CODE)
        await revoke_grant(await security(registry_engine), own.grant_id, reason="调离")
        with pytest.raises(ProposerMayNoLonger):
            await confirm_grant(await leader(registry_engine), grant_id)

    async def test_lasts_a_day_at_most_and_crosses_no_duty(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        mine = clerk.caller.account_id
        with pytest.raises(GrantInvalid):
            await ask_emergency(
                clerk, wanted(mine, Role.STATION_STAFF, valid_until=NOW + 2 * DAY), centre_code=CENTRE_CODE
            )
        for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR):
            with pytest.raises(DutiesNotSeparate):
                await ask_emergency(clerk, wanted(mine, role, valid_until=NOW + DAY), centre_code=CENTRE_CODE)


class TestADenial:
    async def deny(self, work: Work, account_id: UUID, org_code: str = "411329104") -> UUID:
        return await deny_access(
            work, account_id=account_id, org_code=org_code, centre_code=CENTRE_CODE, reason="回避", until=None
        )  # fmt: skip

    async def test_beats_every_grant_at_its_unit_and_below(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        clerk = await given_clerk(registry_engine)
        mine = clerk.caller.account_id
        await given_grant(registry_engine, mine, Role.STATION_STAFF, f"{STATION}.411329104210", valid_from=NOW - DAY)
        await self.deny(await security(registry_engine), mine)
        [grant] = await in_force(registry_engine, mine)
        assert (grant.role, grant.without) == (Role.CENTRE_STAFF, (STATION,))
        caller = Caller(mine, (grant,))
        paths = ("411329", STATION, f"{STATION}.411329104210", "411329.411329105")
        assert [caller.covers(path) for path in paths] == [True, False, False, True]
        async with registry_engine.connect() as connection:
            await connection.execute(roles_in_scope(caller))

    async def test_of_the_county_leaves_nothing(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        await self.deny(await security(registry_engine), clerk.caller.account_id, CENTRE_CODE)
        assert await in_force(registry_engine, clerk.caller.account_id) == ()

    async def test_is_told_to_the_other_services(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        denial_id = await self.deny(await security(registry_engine), clerk.caller.account_id, CENTRE_CODE)
        [(_, _, told)] = await published(registry_engine, "grant-given")
        assert (told["grant_id"], told["role"], told["ground"]) == (str(denial_id), "denied", "denial")

    async def test_stands_once(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        await self.deny(await security(registry_engine), clerk.caller.account_id, CENTRE_CODE)
        with pytest.raises(GrantHeldAlready):
            await self.deny(await security(registry_engine), clerk.caller.account_id, CENTRE_CODE)

    async def test_cannot_shut_out_the_last_holder(self, registry_engine: AsyncEngine) -> None:
        boss = await given_clerk(registry_engine, Role.BUREAU_LEADER)
        with pytest.raises(LastHolder):
            await self.deny(await security(registry_engine), boss.caller.account_id, CENTRE_CODE)
        await given_clerk(registry_engine, Role.BUREAU_LEADER)
        await self.deny(await security(registry_engine), boss.caller.account_id, CENTRE_CODE)

    async def test_is_lifted_by_a_command_of_its_own(self, registry_engine: AsyncEngine) -> None:
        clerk = await given_clerk(registry_engine)
        denial_id = await self.deny(await security(registry_engine), clerk.caller.account_id, CENTRE_CODE)
        with pytest.raises(GrantNotFound):
            await revoke_grant(await security(registry_engine), denial_id, reason="误操作")
        boss = await leader(registry_engine)
        with pytest.raises(GrantNotFound):
            await lift_denial(boss, new_id(), reason="误操作")
        await lift_denial(boss, denial_id, reason="误操作")
        assert len(await in_force(registry_engine, clerk.caller.account_id)) == 1
