"""Who takes part in a grant: a proposer, a second person, and the account it is for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.tables import ACCOUNT
from services.registry.grants.commands import confirm_grant, propose_grant
from services.registry.grants.commands.proposing import Wanted
from shared.auth.caller import Grant
from shared.auth.grants import list_grants
from shared.auth.roles import Role
from shared.command import Work
from shared.database.driver import autocommitting
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.given import CENTRE_CODE, NOW, given_work


async def given_acting(
    engine: AsyncEngine,
    role: Role,
    path: str = CENTRE_CODE,
    *,
    account_id: UUID | None = None,
    opened_by: UUID | None = None,
    now: datetime = NOW,
) -> Work:
    """Somebody with an account of his own and this role in hand; with `account_id`, one who has an account already."""
    work = given_work(engine, role, path, now=now)
    if account_id is not None:
        return replace(work, caller=replace(work.caller, account_id=account_id))
    account = {
        "account_id": work.caller.account_id,
        "username": f"u{work.caller.account_id.hex[-24:]}",
        "display_name": "某人",
        "password_hash": "nobody's",
        "opened_by": opened_by,
        "created_at": NOW,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ACCOUNT), account)
    return work


async def given_clerk(engine: AsyncEngine, role: Role = Role.CENTRE_STAFF, path: str = CENTRE_CODE) -> Work:
    """Somebody who holds the role by an appointment of long ago."""
    work = await given_acting(engine, role, path)
    await given_grant(engine, work.caller.account_id, role, path, valid_from=NOW - timedelta(days=300))
    return work


async def given_holder(engine: AsyncEngine, opened_by: UUID | None = None) -> UUID:
    """An account that holds nothing yet."""
    return (await given_acting(engine, Role.VETERAN, opened_by=opened_by)).caller.account_id


async def security(engine: AsyncEngine, path: str = CENTRE_CODE, **more: Any) -> Work:
    """Who proposes. His grant ends some day, so that he is no last holder."""
    work = await given_acting(engine, Role.SECURITY_ADMINISTRATOR, path, **more)
    from_, until = work.now - timedelta(days=300), work.now + timedelta(days=300)
    role = Role.SECURITY_ADMINISTRATOR
    await given_grant(engine, work.caller.account_id, role, path, valid_from=from_, valid_until=until)
    return work


async def leader(engine: AsyncEngine, path: str = CENTRE_CODE, **more: Any) -> Work:
    return await given_acting(engine, Role.BUREAU_LEADER, path, **more)


def wanted(account_id: UUID, role: Role = Role.CENTRE_STAFF, org_code: str = CENTRE_CODE, **more: Any) -> Wanted:
    return Wanted(account_id, role, org_code, "登记业务", **more)


async def proposed(work: Work, asked: Wanted) -> UUID:
    return await propose_grant(work, asked, centre_code=CENTRE_CODE)


async def given_confirmed(engine: AsyncEngine, asked: Wanted, *, now: datetime = NOW) -> UUID:
    """A grant that two people gave."""
    grant_id = await proposed(await security(engine, now=now), asked)
    await confirm_grant(await leader(engine, now=now), grant_id)
    return grant_id


async def in_force(engine: AsyncEngine, account_id: UUID, *, now: datetime = NOW) -> tuple[Grant, ...]:
    async with autocommitting(engine).connect() as connection:
        return await list_grants(connection, account_id, now=now)


def in_other_hands(work: Work) -> Work:
    """The same grants in the hands of another account, one without a row: for what must not look at the account."""
    return replace(work, caller=replace(work.caller, account_id=new_id()))
