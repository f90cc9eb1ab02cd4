"""Grants taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands.standing import disable_account
from services.registry.accounts.domain.lasting import LastHolder
from services.registry.grants.commands import deny_access, revoke_grant
from services.registry.grants.domain.grant import GrantAlreadyRevoked, GrantNotFound
from shared.auth.permissions import INDISPENSABLE
from shared.auth.roles import DENIED, Role
from shared.ids import new_id
from tests.given import given_grant
from tests.races import race
from tests.registry.given import CENTRE_CODE, NOW, given_network, published
from tests.registry.grants.given import (
    given_acting,
    given_confirmed,
    given_holder,
    in_force,
    security,
    wanted,
)

STATION = "411329.411329104"


class TestRevokeGrant:
    async def test_takes_effect_at_once_and_is_published(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        grant_id = await given_confirmed(registry_engine, wanted(account_id))
        later = NOW + timedelta(hours=1)
        await revoke_grant(await security(registry_engine, now=later), grant_id, reason="调岗")
        assert await in_force(registry_engine, account_id, now=later) == ()
        assert await published(registry_engine, "grant-revoked") == [
            (
                "grant-revoked",
                2,
                {
                    "grant_id": str(grant_id),
                    "account_id": str(account_id),
                    "revoked_at": "2019-04-30T09:00:00Z",
                },
            )
        ]

    async def test_is_refused_a_second_time_even_at_once(self, registry_engine: AsyncEngine) -> None:
        grant_id = await given_confirmed(registry_engine, wanted(await given_holder(registry_engine)))
        revocations = [revoke_grant(await security(registry_engine), grant_id, reason="调岗") for _ in range(3)]
        outcomes = await race(registry_engine, "access_grant", revocations)
        assert [isinstance(outcome, GrantAlreadyRevoked) for outcome in outcomes].count(True) == 2
        assert len(await published(registry_engine, "grant-revoked")) == 1

    async def test_finds_no_more_outside_the_callers_units_than_nowhere(self, registry_engine: AsyncEngine) -> None:
        grant_id = await given_confirmed(registry_engine, wanted(await given_holder(registry_engine)))
        with pytest.raises(GrantNotFound):
            await revoke_grant(await security(registry_engine), new_id(), reason="调岗")
        with pytest.raises(GrantNotFound):
            await revoke_grant(await security(registry_engine, STATION), grant_id, reason="调岗")

    @pytest.mark.parametrize("role", INDISPENSABLE)
    async def test_leaves_a_holder_of_what_the_county_cannot_do_without(
        self, registry_engine: AsyncEngine, role: Role
    ) -> None:
        """Two revoke each other's at once; a holder of a township does not count, nor one whose grant ends."""
        accounts = [await given_holder(registry_engine) for _ in range(4)]
        await given_grant(registry_engine, accounts[0], role, STATION, valid_from=NOW)
        await given_grant(registry_engine, accounts[1], role, valid_from=NOW, valid_until=NOW + timedelta(days=1))
        grants: list[UUID] = [await given_grant(registry_engine, each, role, valid_from=NOW) for each in accounts[2:]]
        revocations = [revoke_grant(await security(registry_engine), grant, reason="调岗") for grant in grants]
        outcomes = await race(registry_engine, "access_grant", revocations)
        assert [isinstance(outcome, LastHolder) for outcome in outcomes].count(True) == 1

    async def test_takes_what_ends_or_is_for_a_part_from_the_last_holder_too(
        self, registry_engine: AsyncEngine
    ) -> None:
        last = await given_holder(registry_engine)
        await given_grant(registry_engine, last, Role.AUDITOR, valid_from=NOW)
        part = await given_grant(registry_engine, last, Role.AUDITOR, STATION, valid_from=NOW)
        ending = await given_grant(
            registry_engine, last, Role.AUDITOR, valid_from=NOW, valid_until=NOW + timedelta(days=1)
        )
        clerk = await given_grant(registry_engine, await given_holder(registry_engine), Role.CENTRE_STAFF)
        for each in (part, ending, clerk):
            await revoke_grant(await security(registry_engine), each, reason="调岗")

    async def test_allows_another_duty_afterwards(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        grant_id = await given_confirmed(registry_engine, wanted(account_id, Role.AUDITOR))
        other = await given_acting(registry_engine, Role.AUDITOR)
        await given_grant(registry_engine, other.caller.account_id, Role.AUDITOR, valid_from=NOW)
        await revoke_grant(await security(registry_engine), grant_id, reason="调岗")
        await given_confirmed(registry_engine, wanted(account_id, Role.CENTRE_STAFF))


class TestTheLastHolder:
    @pytest.mark.parametrize("role", INDISPENSABLE)
    async def test_cannot_be_disabled_while_the_other_goes(self, registry_engine: AsyncEngine, role: Role) -> None:
        """One is disabled while the grant of the other is revoked: one of them stays."""
        shut, gone = [await given_holder(registry_engine) for _ in range(2)]
        await given_grant(registry_engine, shut, role, valid_from=NOW)
        grant_id = await given_grant(registry_engine, gone, role, valid_from=NOW)
        administrator = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        going = [
            disable_account(administrator, shut, reason="离职"),
            revoke_grant(await security(registry_engine), grant_id, reason="调岗"),
        ]
        outcomes = await race(registry_engine, "access_grant", going)
        assert [isinstance(outcome, LastHolder) for outcome in outcomes].count(True) == 1

    async def test_is_no_account_that_is_disabled(self, registry_engine: AsyncEngine) -> None:
        shut, left = [await given_holder(registry_engine) for _ in range(2)]
        grants = [await given_grant(registry_engine, each, Role.AUDITOR, valid_from=NOW) for each in (shut, left)]
        await disable_account(await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR), shut, reason="离职")
        with pytest.raises(LastHolder):
            await revoke_grant(await security(registry_engine), grants[1], reason="调岗")
        await revoke_grant(await security(registry_engine), grants[0], reason="调岗")

    @pytest.mark.parametrize("role", INDISPENSABLE)
    async def test_is_no_account_that_is_denied_the_county(self, registry_engine: AsyncEngine, role: Role) -> None:
        """Then who is left can neither be revoked, disabled nor denied; the denied one can go."""
        shut, left = [await given_holder(registry_engine) for _ in range(2)]
        grants = [await given_grant(registry_engine, each, role, valid_from=NOW) for each in (shut, left)]
        await deny(registry_engine, shut)
        with pytest.raises(LastHolder):
            await revoke_grant(await security(registry_engine), grants[1], reason="调岗")
        with pytest.raises(LastHolder):
            await disable_account(await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR), left, reason="离职")
        with pytest.raises(LastHolder):
            await deny(registry_engine, left)
        await revoke_grant(await security(registry_engine), grants[0], reason="调岗")

    async def test_is_one_who_is_denied_a_part_or_was_denied_once(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        part, once, left = [await given_holder(registry_engine) for _ in range(3)]
        grants = [await given_grant(registry_engine, each, Role.AUDITOR, valid_from=NOW) for each in (part, once, left)]
        await deny(registry_engine, part, "411329104")
        await given_grant(registry_engine, once, DENIED, valid_from=NOW - timedelta(days=1), revoked_at=NOW)
        await revoke_grant(await security(registry_engine), grants[2], reason="调岗")
        await revoke_grant(await security(registry_engine), grants[1], reason="调岗")

    async def test_cannot_be_denied_while_the_other_goes(self, registry_engine: AsyncEngine) -> None:
        """What was denied while a revocation waited shows to it."""
        shut, gone = [await given_holder(registry_engine) for _ in range(2)]
        await given_grant(registry_engine, shut, Role.BUREAU_LEADER, valid_from=NOW)
        grant_id = await given_grant(registry_engine, gone, Role.BUREAU_LEADER, valid_from=NOW)
        revocation = revoke_grant(await security(registry_engine), grant_id, reason="调岗")
        outcomes = await race(registry_engine, "access_grant", [deny(registry_engine, shut), revocation])
        assert [isinstance(outcome, LastHolder) for outcome in outcomes].count(True) == 1


async def deny(engine: AsyncEngine, account_id: UUID, org_code: str = CENTRE_CODE) -> UUID:
    return await deny_access(
        await security(engine),
        account_id=account_id,
        org_code=org_code,
        centre_code=CENTRE_CODE,
        reason="停职",
        until=None,
    )
