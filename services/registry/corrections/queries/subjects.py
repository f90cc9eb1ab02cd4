"""Whose identity is corrected: a veteran's by his file, a recipient's by his record, a relative's or proxy's who has
neither by the file of the veteran beside whom he stands."""

from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Select, cast, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.families.queries.companions import SAID_FIRST, must_be_companion
from services.registry.recipients.domain import RecipientNotFound
from services.registry.recipients.queries import (
    KEY,
    WITHOUT_FILE,
    get_recipient,
    is_recipient,
    lock_recipient,
    recipient_of,
    subject_of,
)
from services.registry.recipients.tables import RECIPIENT, RECIPIENT_PAST
from services.registry.veterans.domain.standing import VOID, FileState, must_be_registered
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from services.registry.veterans.queries.persons import hold_person
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN
from shared.auth.caller import Caller
from shared.clock import SHANGHAI


def _at_first(name: str) -> Any:
    """As it was recorded at first."""
    past = RECIPIENT_PAST.c
    first = select(past[name]).where(past.person_id == RECIPIENT.c.person_id).order_by(past.version).limit(1)
    return func.coalesce(first.scalar_subquery(), RECIPIENT.c[name])


_OF_FILES = [column.name for column in VETERAN.columns if column.name not in PERSON.c]
_SAID_OF_RECIPIENT = {
    "veteran_id": RECIPIENT.c.person_id,
    **{name: RECIPIENT.c[name] for name in ("state", "version", "org_code", "org_path")},
    "registered_on": _at_first("since"),
    "registered_by": _at_first("recorded_by"),
}
_FIRST = SAID_FIRST.c
_SAID_OF_COMPANION = {
    "veteran_id": PERSON.c.person_id,
    "state": literal(FileState.REGISTERED.value),
    "registered_on": cast(func.timezone(str(SHANGHAI), PERSON.c.recorded_at), Date),
    "registered_by": select(_FIRST.recorded_by)
    .where(_FIRST.person_id == PERSON.c.person_id)
    .order_by(_FIRST.known_from)
    .limit(1)
    .scalar_subquery(),
}
# Rows like that of a file; what a file alone says is empty.
_RECIPIENT: Select[Any] = (
    select(
        *(_SAID_OF_RECIPIENT.get(name, null()).label(name) for name in _OF_FILES),
        *PERSON.columns,
        RECIPIENT.c.known_from,
        DATA_KEY.c.wrapped,
    )
    .select_from(RECIPIENT)
    .join(PERSON, PERSON.c.person_id == RECIPIENT.c.person_id)
    .outerjoin(DATA_KEY, KEY)
    .where(WITHOUT_FILE)
)
_COMPANION: Select[Any] = (
    select(
        *(_SAID_OF_COMPANION.get(name, null()).label(name) for name in _OF_FILES),
        *PERSON.columns,
        DATA_KEY.c.wrapped,
    )
    .select_from(PERSON)
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == PERSON.c.person_id)
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


async def lock_companion(
    connection: AsyncConnection, beside_id: UUID, person_id: UUID, caller: Caller
) -> tuple[Row[Any], Row[Any]]:
    """The file of the veteran, and the relative or proxy in a row like it. Also beside the dead: who survived them is
    to be known rightly. Raises what `lock_file` does, `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`,
    `CompanionNotFound`, `CompanionHasRecord`."""
    file = await lock_file(connection, beside_id, caller)
    must_be_registered(file.state)
    must_be_readable(file)
    # Nobody opens a file for him meanwhile, or makes him a recipient.
    await hold_person(connection, person_id)
    await must_be_companion(connection, beside_id, person_id)
    row = (await connection.execute(_COMPANION.where(PERSON.c.person_id == person_id))).one()
    must_be_readable(row)
    return file, row


async def lock_party(connection: AsyncConnection, person_id: UUID) -> Row[Any]:
    """Somebody who is a party to a case, in a row like that of a file: nobody names him in another meanwhile, opens a
    file for him, or records him. Raises `FileErased`."""
    await hold_person(connection, person_id)
    row: Row[Any] = (await connection.execute(_COMPANION.where(PERSON.c.person_id == person_id))).one()
    must_be_readable(row)
    return row


async def lock_any_recipient(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The same of a recipient, for what is done on the server itself; None where there is nobody."""
    await hold_person(connection, person_id)
    await connection.execute(select(RECIPIENT.c.version).where(RECIPIENT.c.person_id == person_id).with_for_update())
    return await _find_recipient(connection, person_id)


async def _find_recipient(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    row: Row[Any] | None = (await connection.execute(_RECIPIENT.where(RECIPIENT.c.person_id == person_id))).first()
    return row


async def subject_of_correction(connection: AsyncConnection, person_id: UUID, beside_id: UUID | None) -> str:
    """What the audit calls it; a relative's or proxy's stands in the story of the veteran's file."""
    return f"veteran {beside_id}" if beside_id is not None else await subject_of(connection, person_id)


async def get_place_of(connection: AsyncConnection, person_id: UUID, caller: Caller) -> str:
    """The path of the unit that is responsible. Raises `VeteranNotFound`, `NotResponsible`, `RecipientNotFound`."""
    if not await is_recipient(connection, person_id):
        return await get_place(connection, person_id, caller)
    path: str = (await get_recipient(connection, person_id, caller)).org_path
    return path
