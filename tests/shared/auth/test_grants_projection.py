"""Grants of access, and the epochs of accounts, as three services learn them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.grants import get_epoch, list_grants
from shared.auth.projection import EPOCHS, GRANTS
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT, ACCOUNT_EPOCH
from shared.database.driver import autocommitting
from shared.events.contract import Event
from shared.events.registry import GrantGiven, GrantRevoked, SessionsEnded
from shared.ids import new_id
from shared.inbox.projection import Delivered
from tests.given import CENTRE, NOW


def delivered(event: Event, offset: int = 0) -> Delivered[Any]:
    return Delivered(
        event=event,
        id=new_id(),
        type="t",
        time=NOW,
        topic="registry.grants",
        partition=0,
        offset=offset,
        key="k",
        sequence=1,
        correlation_id="c",
        synthetic=True,
    )


def given(account: UUID, **changes: Any) -> GrantGiven:
    facts = {"grant_id": new_id(), "account_id": account, "role": "auditor", "org_path": CENTRE}
    return GrantGiven(**{**facts, "valid_from": NOW, "valid_until": NOW + timedelta(days=1), **changes})


async def in_force(engine: AsyncEngine, account: UUID, after: timedelta = timedelta()) -> list[UUID]:
    async with autocommitting(engine).connect() as connection:
        return [grant.grant_id for grant in await list_grants(connection, account, now=NOW + after)]


async def apply(engine: AsyncEngine, *events: Event) -> None:
    async with engine.begin() as connection:
        await GRANTS.apply(connection, [delivered(event, offset) for offset, event in enumerate(events)])


class TestTheGrantsProjection:
    async def test_knows_a_grant_with_all_its_facts(self, kernel_engine: AsyncEngine) -> None:
        account = new_id()
        event = given(account)
        await apply(kernel_engine, event)
        async with autocommitting(kernel_engine).connect() as connection:
            (grant,) = await list_grants(connection, account, now=NOW)
        assert grant.grant_id == event.grant_id
        assert (grant.role, grant.org_path, grant.purpose) == (Role.AUDITOR, CENTRE, "")

    async def test_holds_a_grant_from_its_first_instant_until_just_before_its_last(
        self, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        event = given(account)
        await apply(kernel_engine, event)
        day, blink = timedelta(days=1), timedelta(microseconds=1)
        found = [await in_force(kernel_engine, account, after) for after in (-blink, timedelta(), day - blink, day)]
        assert found == [[], [event.grant_id], [event.grant_id], []]

    async def test_revokes_within_the_same_batch_and_later(self, kernel_engine: AsyncEngine) -> None:
        account = new_id()
        one, two, three = given(account), given(account, valid_until=None), given(account)
        await apply(kernel_engine, one, revoked(one), two, three)
        assert set(await in_force(kernel_engine, account)) == {two.grant_id, three.grant_id}
        await apply(kernel_engine, revoked(two))
        assert await in_force(kernel_engine, account) == [three.grant_id]

    async def test_lets_a_revocation_hold_only_from_its_instant(self, kernel_engine: AsyncEngine) -> None:
        account = new_id()
        event = given(account)
        await apply(kernel_engine, event, revoked(event, timedelta(hours=1)))
        assert await in_force(kernel_engine, account) == [event.grant_id]
        assert await in_force(kernel_engine, account, timedelta(hours=1)) == []

    async def test_says_what_it_writes(self, kernel_engine: AsyncEngine) -> None:
        assert GRANTS.tables == (ACCESS_GRANT,)
        await apply(kernel_engine, *(given(new_id()) for _ in range(500)))
        async with kernel_engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM access_grant"))).scalar() == 500


def revoked(event: GrantGiven, after: timedelta = timedelta()) -> GrantRevoked:
    return GrantRevoked(grant_id=event.grant_id, account_id=event.account_id, revoked_at=NOW + after)


def ended(account: UUID, epoch: int) -> SessionsEnded:
    return SessionsEnded(account_id=account, epoch=epoch, ended_at=NOW, cause="disabled")


class TestTheEpochsProjection:
    async def apply(self, engine: AsyncEngine, *events: Event) -> None:
        async with engine.begin() as connection:
            await EPOCHS.apply(connection, [delivered(event, offset) for offset, event in enumerate(events)])

    async def epoch(self, engine: AsyncEngine, account: UUID) -> int:
        async with autocommitting(engine).connect() as connection:
            return await get_epoch(connection, account)

    async def test_knows_the_last_of_each_account(self, kernel_engine: AsyncEngine) -> None:
        assert EPOCHS.tables == (ACCOUNT_EPOCH,)
        one, other = new_id(), new_id()
        await self.apply(kernel_engine, ended(one, 1), ended(other, 1), ended(one, 2))
        await self.apply(kernel_engine, ended(one, 3))
        assert [await self.epoch(kernel_engine, account) for account in (one, other, new_id())] == [3, 1, 0]

    async def test_leaves_no_grant_to_a_token_of_an_earlier_one(self, kernel_engine: AsyncEngine) -> None:
        account = new_id()
        event = given(account)
        await apply(kernel_engine, event)
        await self.apply(kernel_engine, ended(account, 1), ended(account, 2))
        async with autocommitting(kernel_engine).connect() as connection:
            found = [await list_grants(connection, account, now=NOW, epoch=epoch) for epoch in (0, 1, 2, 3)]
            assert [len(grants) for grants in found] == [0, 0, 1, 1]
            assert len(await list_grants(connection, account, now=NOW)) == 1  # who acts without a token
