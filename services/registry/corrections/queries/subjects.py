"""Whose identity is corrected: a veteran's by his file, anybody else's as a recipient without one."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.recipients.domain import RecipientNotFound
from services.registry.recipients.queries import (
    KEY,
    WITHOUT_FILE,
    get_recipient,
    is_recipient,
    lock_recipient,
    recipient_of,
)
from services.registry.recipients.tables import RECIPIENT, RECIPIENT_PAST
from services.registry.veterans.domain.standing import VOID
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.queries.holding import lock_file
from services.registry.veterans.queries.persons import hold_person
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN
from shared.auth.caller import Caller


def _at_first(name: str) -> Any:
    """As it was recorded at first."""
    past = RECIPIENT_PAST.c
    first = select(past[name]).where(past.person_id == RECIPIENT.c.person_id).order_by(past.version).limit(1)
    return func.coalesce(first.scalar_subquery(), RECIPIENT.c[name])


_OF_FILES = [column.name for column in VETERAN.columns if column.name not in PERSON.c]
_SAID = {
    "veteran_id": RECIPIENT.c.person_id,
    **{name: RECIPIENT.c[name] for name in ("state", "version", "org_code", "org_path")},
    "registered_on": _at_first("since"),
    "registered_by": _at_first("recorded_by"),
}
# A row like that of a file; what a file alone says is empty.
_RECIPIENT: Select[Any] = (
    select(
        *(_SAID.get(name, null()).label(name) for name in _OF_FILES),
        *PERSON.columns,
        RECIPIENT.c.known_from,
        DATA_KEY.c.wrapped,
    )
    .select_from(RECIPIENT)
    .join(PERSON, PERSON.c.person_id == RECIPIENT.c.person_id)
    .outerjoin(DATA_KEY, KEY)
    .where(WITHOUT_FILE)
)


async def lock_subject(
    connection: AsyncConnection, person_id: UUID, caller: Caller, *, version: int | None = None
) -> Row[Any]:
    """The file (`lock_file`), or the record of a recipient by the same names. Raises what `lock_file` does,
    `RecipientNotFound` (also outside the scope), `RecipientChanged`."""
    if not await is_recipient(connection, person_id):
        file = await lock_file(connection, person_id, caller, version=version)
        if file.state not in VOID:
            return file
        # Nobody records him as a recipient meanwhile.
        await hold_person(connection, person_id)
        if not await is_recipient(connection, person_id):
            return file
    # Nobody opens a file for him meanwhile.
    await hold_person(connection, person_id)
    recipient_of(await lock_recipient(connection, person_id, caller)).must_stand(version)
    row = await _find_recipient(connection, person_id)
    if row is None:
        raise RecipientNotFound
    return row


async def lock_any_recipient(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The same of a recipient, for what is done on the server itself; None where there is nobody."""
    await hold_person(connection, person_id)
    await connection.execute(select(RECIPIENT.c.version).where(RECIPIENT.c.person_id == person_id).with_for_update())
    return await _find_recipient(connection, person_id)


async def _find_recipient(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    row: Row[Any] | None = (await connection.execute(_RECIPIENT.where(RECIPIENT.c.person_id == person_id))).first()
    return row


async def get_place_of(connection: AsyncConnection, person_id: UUID, caller: Caller) -> str:
    """The path of the unit that is responsible. Raises `VeteranNotFound`, `NotResponsible`, `RecipientNotFound`."""
    if not await is_recipient(connection, person_id):
        return await get_place(connection, person_id, caller)
    path: str = (await get_recipient(connection, person_id, caller)).org_path
    return path
