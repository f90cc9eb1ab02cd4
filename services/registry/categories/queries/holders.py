"""Who holds a category: a veteran by his file, anybody else as a recipient without one."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.recipients.queries import get_recipient, is_recipient, lock_recipient
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.queries.holding import lock_file
from shared.auth.caller import Caller


async def must_be_in_sight(connection: AsyncConnection, person_id: UUID, caller: Caller) -> None:
    """Raises `VeteranNotFound`, `NotResponsible`, `RecipientNotFound`."""
    if await is_recipient(connection, person_id):
        await get_recipient(connection, person_id, caller)
    else:
        await get_place(connection, person_id, caller)


async def lock_holder(connection: AsyncConnection, person_id: UUID, caller: Caller) -> Row[Any]:
    """Under this lock all of a person's categories are changed: `org_code`, `org_path`, `state`, `wrapped`,
    `synthetic`, by the same names of both. Raises `VeteranNotFound`, `NotResponsible`, `RecipientNotFound`, each also
    outside the scope."""
    if await is_recipient(connection, person_id):
        return await lock_recipient(connection, person_id, caller)
    return await lock_file(connection, person_id, caller)
