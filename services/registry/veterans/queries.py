"""Reading veterans' files. P4 fields leave here as personal types, which print masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy
from services.registry.veterans.parameters.fields import FIELD, SEALED, Holder, Kind
from services.registry.veterans.tables import (
    DATA_KEY,
    DISCLOSURE,
    DISCREPANCY,
    PERSON,
    VETERAN,
    VETERAN_CATEGORY,
    sealed,
)
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.privacy.encryption import DataKey, Keyring, decrypt
from shared.privacy.personal import BankAccount, IdNumber, Personal, PersonName, PhoneNumber
from shared.refusal import NotFound
from shared.trail.queries import agreeing


class VeteranNotFound(NotFound):
    """Nobody is registered under this id or number."""

    code = "veteran-not-found"
    zh = "没有这名退役军人的登记。"
    en = "No such veteran is registered."


# Masked, these are what a list shows of a person.
LISTED = ("id_number", "name", "mobile")
_TYPES: Mapping[Kind, type[Personal]] = {
    Kind.IDENTITY_NUMBER: IdNumber,
    Kind.PERSON_NAME: PersonName,
    Kind.PHONE: PhoneNumber,
    Kind.ACCOUNT: BankAccount,
}
_FILE = (
    select(VETERAN, *(column for column in PERSON.columns if column.name != "recorded_at"), DATA_KEY.c.wrapped)
    .join(PERSON, PERSON.c.person_id == VETERAN.c.veteran_id)
    # No key: the person's data was erased. The record stays.
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == VETERAN.c.veteran_id)
)


@dataclass(frozen=True)
class VeteranFile:
    """One file: its row, the P4 fields asked for, and what hangs on it."""

    row: Row[Any]
    personal: Mapping[str, Personal]
    category_codes: tuple[str, ...] = ()
    discrepancies: tuple[Row[Any], ...] = ()


def files_in_scope(caller: Caller, *, below: str | None = None) -> Select[Any]:
    """For `fetch_page`: the files at the caller's units, or of these only those at and below the unit of that path."""
    statement = _FILE.where(within(VETERAN.c.org_path, caller))
    return statement if below is None else statement.where(VETERAN.c.org_path.bool_op("<@")(below))


def opened(row: Row[Any], keyring: Keyring, names: Sequence[str]) -> dict[str, Personal]:
    """The named P4 fields of a row of `files_in_scope` that the file has; none once the person's key is gone."""
    if row.wrapped is None:
        return {}
    key = keyring.unwrap(row.wrapped, row.veteran_id)
    return {name: _open(row, name, key) for name in names if row._mapping[sealed(name)] is not None}


def _open(row: Row[Any], name: str, key: DataKey) -> Personal:
    field = FIELD[name]
    table = PERSON.name if field.holder is Holder.PERSON else VETERAN.name
    clear = decrypt(row._mapping[sealed(name)], table, sealed(name), row.veteran_id, key)
    return _TYPES.get(field.kind, Personal)(clear)


async def get_file(connection: AsyncConnection, veteran_id: UUID, *, keyring: Keyring, caller: Caller) -> VeteranFile:
    """The whole file. Raises `VeteranNotFound`, `OutOfScope`."""
    row = await _get_row(connection, veteran_id, caller)
    held = VETERAN_CATEGORY.c
    codes = select(held.category_code).where(held.veteran_id == veteran_id).order_by(held.category_code)
    differing = select(DISCREPANCY).where(DISCREPANCY.c.person_id == veteran_id).order_by(DISCREPANCY.c.field)
    return VeteranFile(
        row,
        opened(row, keyring, [field.name for field in SEALED]),
        tuple((await connection.execute(codes)).scalars()),
        tuple((await connection.execute(differing)).all()),
    )


async def reveal(
    connection: AsyncConnection, veteran_id: UUID, fields: Sequence[str], *, keyring: Keyring, caller: Caller
) -> Mapping[str, Personal]:
    """The fields that the file has, for a caller whose viewing was recorded. Raises `VeteranNotFound`, `OutOfScope`."""
    return opened(await _get_row(connection, veteran_id, caller), keyring, fields)


async def find_by_number(connection: AsyncConnection, id_number_hash: bytes, *, caller: Caller) -> Row[Any]:
    """The row of the person with this number. Raises `VeteranNotFound`, `OutOfScope`."""
    return _covered((await connection.execute(_FILE.where(PERSON.c.id_number_hash == id_number_hash))).first(), caller)


def disclosures_of(
    *, veteran_id: UUID | None, account_id: UUID | None, since: datetime | None, until: datetime | None
) -> Select[Any]:
    """For `fetch_page`: showings of clear values that agree with all that is given."""
    same = {DISCLOSURE.c.veteran_id: veteran_id, DISCLOSURE.c.account_id: account_id}
    return select(DISCLOSURE).where(*agreeing(same, DISCLOSURE.c.viewed_at, since=since, until=until))


async def get_place(connection: AsyncConnection, veteran_id: UUID) -> str:
    """The path of the unit responsible for a veteran. Raises `VeteranNotFound`."""
    path: str | None = await connection.scalar(select(VETERAN.c.org_path).where(VETERAN.c.veteran_id == veteran_id))
    if path is None:
        raise VeteranNotFound
    return path


async def _get_row(connection: AsyncConnection, veteran_id: UUID, caller: Caller) -> Row[Any]:
    return _covered((await connection.execute(_FILE.where(VETERAN.c.veteran_id == veteran_id))).first(), caller)


def _covered(row: Row[Any] | None, caller: Caller) -> Row[Any]:
    if row is None:
        raise VeteranNotFound
    caller.must_cover(row.org_path)
    return row


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    return await connection.scalar(select(func.count()).where(VETERAN.c.org_code == org_code)) or 0


ACTIVE_VETERANS = Occupancy(
    "active-veterans",
    "还有 {count} 名在册退役军人。",
    "{count} registered veterans are held there.",
    _count_at,
)
