"""Giving and revoking grants."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain import AccountNotFound
from services.registry.grants.commands import give_grant, revoke_grant
from services.registry.grants.domain import (
    DutiesNotSeparate,
    GrantAlreadyRevoked,
    GrantInvalid,
    GrantNotFound,
    GrantToOneself,
    LastAdministrator,
)
from services.registry.network.commands import close_org_unit
from services.registry.network.domain import OrgUnitIsClosed, OrgUnitNotFound
from shared.auth.caller import Grant, OutOfScope
from shared.auth.grants import list_grants
from shared.auth.roles import Role
from shared.command import Work
from shared.database.driver import autocommitting
from shared.ids import new_id
from tests.given import given_grant
from tests.races import race
from tests.registry.given import NOW, audited, given_account, given_network, given_work, published


def administrator(engine: AsyncEngine, path: str = "411329", *, now: datetime = NOW) -> Work:
    return given_work(engine, Role.SYSTEM_ADMINISTRATOR, path, now=now)


async def giving(
    work: Work, account_id: UUID, role: Role = Role.CENTRE_STAFF, org_code: str = "411329", **more: Any
) -> UUID:
    return await give_grant(
        work, account_id=account_id, role=role, org_code=org_code, centre_code="411329", purpose="登记业务", **more
    )


async def in_force(engine: AsyncEngine, account_id: UUID, *, now: datetime = NOW) -> tuple[Grant, ...]:
    async with autocommitting(engine).connect() as connection:
        return await list_grants(connection, account_id, now=now)


class TestGiveGrant:
    async def test_holds_at_once_and_is_published(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        grant_id = await giving(administrator(registry_engine), account_id, Role.STATION_STAFF, "411329104")
        [grant] = await in_force(registry_engine, account_id)
        assert grant == Grant(grant_id, Role.STATION_STAFF, "411329.411329104", "登记业务")
        assert await published(registry_engine, "grant-given") == [
            (
                "grant-given",
                1,
                {
                    "grant_id": str(grant_id),
                    "account_id": str(account_id),
                    "role": "station-staff",
                    "org_path": "411329.411329104",
                    "purpose": "登记业务",
                    "valid_from": "2019-04-30T08:00:00Z",
                    "valid_until": None,
                },
            )
        ]
        assert await audited(registry_engine, "give-grant") == [(f"account {account_id}", "done")]

    async def test_holds_for_its_period_alone(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        tomorrow = NOW + timedelta(days=1)
        work = administrator(registry_engine)
        await giving(work, account_id, valid_from=tomorrow, valid_until=tomorrow + timedelta(days=1))
        held = [len(await in_force(registry_engine, account_id, now=NOW + timedelta(days=day))) for day in (0, 1, 2)]
        assert held == [0, 1, 0]

    async def test_covers_the_county_before_its_centre_is_established(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        await giving(administrator(registry_engine), account_id)
        assert [grant.org_path for grant in await in_force(registry_engine, account_id)] == ["411329"]

    async def test_is_refused_to_oneself(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        work = administrator(registry_engine)
        with pytest.raises(GrantToOneself):
            await giving(replace(work, caller=replace(work.caller, account_id=account_id)), account_id)
        assert await audited(registry_engine, "give-grant") == [(f"account {account_id}", "grant-to-oneself")]

    async def test_is_refused_for_unknown_account_unknown_unit_and_closed_unit(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), "411329104210", occupancies=())
        account_id = await given_account(registry_engine)
        with pytest.raises(AccountNotFound):
            await giving(administrator(registry_engine), new_id())
        with pytest.raises(OrgUnitNotFound):
            await giving(administrator(registry_engine), account_id, org_code="411329107")
        with pytest.raises(OrgUnitIsClosed):
            await giving(administrator(registry_engine), account_id, org_code="411329104210")

    async def test_is_refused_outside_the_givers_scope(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        with pytest.raises(OutOfScope):
            await giving(administrator(registry_engine, "411329.411329104"), account_id, org_code="411329105")

    async def test_is_refused_when_it_ends_before_it_begins(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        with pytest.raises(GrantInvalid):
            await giving(administrator(registry_engine), account_id, valid_until=NOW)
        assert await in_force(registry_engine, account_id) == ()

    async def test_keeps_duties_separate_even_when_two_are_given_at_once(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        roles = (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.CENTRE_STAFF)
        gifts = (giving(administrator(registry_engine), account_id, role) for role in roles)
        outcomes = await race(registry_engine, "access_grant", gifts)
        assert [isinstance(outcome, DutiesNotSeparate) for outcome in outcomes].count(True) == 2
        assert len(await in_force(registry_engine, account_id)) == 1

    async def test_allows_another_duty_once_the_first_was_revoked(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await giving(administrator(registry_engine), account_id, Role.AUDITOR)
        await revoke_grant(administrator(registry_engine), grant_id, reason="调岗")
        await giving(administrator(registry_engine), account_id, Role.CENTRE_STAFF)


class TestRevokeGrant:
    async def test_takes_effect_at_once_and_is_published(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await giving(administrator(registry_engine), account_id)
        later = NOW + timedelta(hours=1)
        await revoke_grant(administrator(registry_engine, now=later), grant_id, reason="调岗")
        assert await in_force(registry_engine, account_id, now=later) == ()
        assert await published(registry_engine, "grant-revoked") == [
            (
                "grant-revoked",
                2,
                {
                    "grant_id": str(grant_id),
                    "account_id": str(account_id),
                    "revoked_at": "2019-04-30T09:00:00Z",
                    "reason": "调岗",
                },
            )
        ]

    async def test_is_refused_a_second_time_even_at_once(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await giving(administrator(registry_engine), account_id)
        revocations = (revoke_grant(administrator(registry_engine), grant_id, reason="调岗") for _ in range(3))
        outcomes = await race(registry_engine, "access_grant", revocations)
        assert [isinstance(outcome, GrantAlreadyRevoked) for outcome in outcomes].count(True) == 2
        assert len(await published(registry_engine, "grant-revoked")) == 1

    async def test_is_refused_for_an_unknown_grant_and_outside_the_callers_scope(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await giving(administrator(registry_engine), account_id)
        with pytest.raises(GrantNotFound):
            await revoke_grant(administrator(registry_engine), new_id(), reason="调岗")
        with pytest.raises(OutOfScope):
            await revoke_grant(administrator(registry_engine, "411329.411329104"), grant_id, reason="调岗")

    async def test_leaves_an_administrator_when_two_revoke_each_other_at_once(
        self, registry_engine: AsyncEngine
    ) -> None:
        accounts = [new_id(), new_id()]
        grants = [
            await given_grant(registry_engine, each, Role.SYSTEM_ADMINISTRATOR, valid_from=NOW) for each in accounts
        ]
        revocations = (revoke_grant(administrator(registry_engine), grant, reason="调岗") for grant in grants)
        outcomes = await race(registry_engine, "access_grant", revocations)
        assert [isinstance(outcome, LastAdministrator) for outcome in outcomes].count(True) == 1
