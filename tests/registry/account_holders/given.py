"""Which person holds an account."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.account_holders.commands import name_account_holder
from shared.auth.roles import Role
from tests.registry.given import given_work

DOCUMENT = "退役证核对记录2019年1号"


async def given_holder_named(engine: AsyncEngine, account_id: UUID, person_id: UUID) -> None:
    work = given_work(engine, Role.SYSTEM_ADMINISTRATOR)
    await name_account_holder(work, account_id, person_id=person_id, document=DOCUMENT)
