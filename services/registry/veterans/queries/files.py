"""Veterans' files as they are listed and shown. P4 fields leave here as personal types, which print masked."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, false, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import find_path
from services.registry.veterans.domain.standing import UNREGISTERED, FileState
from services.registry.veterans.parameters.codes import PARTY_MEMBER_CODES
from services.registry.veterans.parameters.fields import FIELD, PERSONAL, SEALED, Field, Holder
from services.registry.veterans.queries.survivors import holders
from services.registry.veterans.tables import (
    DATA_KEY,
    DISCREPANCY,
    NAME_TOKEN,
    PERSON,
    VETERAN,
    precision,
    sealed,
)
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.encryption import DataKey, decrypt
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring
from shared.privacy.personal import BankAccount, IdNumber, Personal, PersonName, PhoneNumber
from shared.refusal import Forbidden, NotFound
from shared.workbooks.columns import Kind

T = TypeVar("T")


class VeteranNotFound(NotFound):
    """Nobody is registered under this id or number, or nobody whom the caller may read: the answer is the same."""

    code = "veteran-not-found"
    zh = "没有这名退役军人的登记。"
    en = "No such veteran is registered."


class NotResponsible(Forbidden):
    """The person lives where the caller acts and is another unit's: he is seen and served here, and kept there."""

    code = "not-responsible"
    zh = "该人员由户籍地机构负责；常住地机构可以查看和服务，不能办理此事项。"
    en = "The unit of the domicile is responsible for the person; that of the residence sees and serves him, no more."


# Masked, these are what a list shows of a person.
LISTED = ("id_number", "name", "mobile")
# Claimed, applied for, recognised; not what was refused, stopped or cancelled.
HELD = frozenset({"received", "enjoying", "recognised-no-benefit", "suspended"})
# It stands in the identity number, and nowhere else.
BIRTH = "birth_on"
_TYPES: Mapping[Kind, type[Personal]] = {
    Kind.IDENTITY_NUMBER: IdNumber,
    Kind.PERSON_NAME: PersonName,
    Kind.PHONE: PhoneNumber,
    Kind.ACCOUNT: BankAccount,
}
ALL_FILES = (
    select(VETERAN, *(column for column in PERSON.columns if column.name != "recorded_at"), DATA_KEY.c.wrapped)
    .join(PERSON, PERSON.c.person_id == VETERAN.c.veteran_id)
    # No key: the person's data was erased. The record stays.
    .outerjoin(DATA_KEY, DATA_KEY.c.person_id == VETERAN.c.veteran_id)
)
# What is still decided on, `registrations` shows: to all others nobody is in it.
IS_REGISTERED = VETERAN.c.state.not_in(UNREGISTERED)
_FILE = ALL_FILES.where(IS_REGISTERED)


@dataclass(frozen=True)
class VeteranFile:
    """One file: its row, its P4 fields, and the names of the fields stated otherwise than the identity number."""

    row: Row[Any]
    personal: Mapping[str, Personal]
    discrepancies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Files that agree with everything that is given: at `unit` or below it; of a Party member; registered by a day.

    `tokens`: of each set the name has one (`commands.name_tokens`). `category`: is claimed or held; sensitive, so that
    whoever asks for it records whom he is shown (`commands.category_search`), and is shown those alone that he answers
    for; `holding` in which state, instead of all that hold or claim it.
    """

    unit: str | None = None
    member: bool | None = None
    by: date | None = None
    tokens: Sequence[Collection[int]] = ()
    category: str | None = None
    holding: str | None = None


async def fetch_files(
    reading: Reading, wanted: WantedFiles, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The files at the caller's units, the last registered first. Raises `OrgUnitNotFound`."""
    is_member = func.coalesce(PERSON.c.political_code.in_(PARTY_MEMBER_CODES), false())
    found = files_in_sight(reading.caller).where(
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
        when(wanted.member, lambda member: is_member == member),
        when(wanted.by, lambda day: VETERAN.c.registered_on <= day),
        *map(_has_one_of, wanted.tokens),
        VETERAN.c.state != FileState.MERGED,
        when(wanted.category, lambda category: _holds(category, wanted.holding, reading.caller)),
    )
    return await fetch_page(
        reading.connection,
        found,
        by=[VETERAN.c.veteran_id],
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


def _has_one_of(tokens: Collection[int]) -> ColumnElement[bool]:
    return VETERAN.c.veteran_id.in_(select(NAME_TOKEN.c.person_id).where(NAME_TOKEN.c.token.in_(tokens)))


def _holds(category: str, state: str | None, caller: Caller) -> ColumnElement[bool]:
    """What is held in a state is held by the living: of the others the file says how it stands. Of whom was erased
    nothing is shown."""
    states, lives = (HELD, true()) if state is None else ({state}, VETERAN.c.state == FileState.REGISTERED)
    holds, is_known = VETERAN.c.veteran_id.in_(holders(category, states)), DATA_KEY.c.wrapped.is_not(None)
    return and_(holds, lives, is_known, within(VETERAN.c.org_path, caller))


def files_in_scope(caller: Caller) -> Select[Any]:
    """The files at the caller's units."""
    return _FILE.where(within(VETERAN.c.org_path, caller))


def files_in_sight(caller: Caller) -> Select[Any]:
    """The same, and those of who lives where the caller's units serve: to be found and shown, no more."""
    return _FILE.where(or_(within(VETERAN.c.org_path, caller), within(VETERAN.c.residence_path, caller)))


def may_see(caller: Caller, org_path: str, residence_path: str | None) -> bool:
    """The same of one file."""
    return caller.covers(org_path) or (residence_path is not None and caller.covers(residence_path))


def files_of(person_ids: Collection[UUID]) -> Select[Any]:
    """The files of these persons, for what the register does by itself. One text, however many they are."""
    return _FILE.where(VETERAN.c.veteran_id == func.any(list(person_ids)))


def lines_of(person_ids: Collection[UUID], names: Sequence[str]) -> Select[Any]:
    """The same, and of each file no more than its ids, its place and these fields: of thousands at once, a hundred
    columns that nobody looks at cost more than what is done with them."""
    own = [VETERAN.c.veteran_id, VETERAN.c.org_path, PERSON.c.person_id, PERSON.c.synthetic, DATA_KEY.c.wrapped]
    given = [column for name in names for column in _columns_of(FIELD[name])]
    return files_of(person_ids).with_only_columns(*own, *given)


def _columns_of(field: Field) -> list[ColumnElement[Any]]:
    held = (PERSON if field.holder is Holder.PERSON else VETERAN).c
    if field.pii is PERSONAL:
        return [held[sealed(field.name)]]
    return [held[field.name], *([held[precision(field.name)]] if field.kind is Kind.PARTIAL_DATE else [])]


_LED = text("""
    WITH RECURSIVE led (person_id, survivor, hops) AS (
        SELECT veteran_id, merged_into, 1 FROM veteran
        WHERE veteran_id = ANY (CAST(:persons AS uuid[])) AND merged_into IS NOT NULL
        UNION ALL
        SELECT led.person_id, merged_into, hops + 1 FROM led JOIN veteran ON veteran_id = survivor
        WHERE merged_into IS NOT NULL
    )
    SELECT DISTINCT ON (person_id) person_id, survivor FROM led ORDER BY person_id, hops DESC
""")


async def find_survivors(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Of those of these files that were merged, the one that goes on, however many merges lie between."""
    rows = await connection.execute(_LED, {"persons": list(persons)})
    return {row.person_id: row.survivor for row in rows}


def opened(row: Row[Any], keyring: Keyring, names: Sequence[str]) -> dict[str, Personal]:
    """The named P4 fields of a row of `files_in_scope` that the file has; none once the person's key is gone."""
    if row.wrapped is None:
        return {}
    key = keyring.unwrap(row.wrapped, row.veteran_id)
    return {name: _open(row, name, key) for name in names if name == BIRTH or row._mapping[sealed(name)]}


def opened_number(row: Row[Any], keyring: Keyring) -> Personal:
    """The identity number in a row of `person_id`, `id_number_sealed` and `wrapped`."""
    key = keyring.unwrap(row.wrapped, row.person_id)
    return IdNumber(decrypt(row.id_number_sealed, PERSON.name, sealed("id_number"), row.person_id, key))


def opened_name(row: Row[Any], keyring: Keyring) -> Personal:
    """The name in a row of `person_id`, `name_sealed` and `wrapped`."""
    key = keyring.unwrap(row.wrapped, row.person_id)
    return PersonName(decrypt(row.name_sealed, PERSON.name, sealed("name"), row.person_id, key))


def _open(row: Row[Any], name: str, key: DataKey) -> Personal:
    if name == BIRTH:
        return Personal(born_on(_open(row, "id_number", key).reveal()).isoformat())
    field = FIELD[name]
    table = PERSON.name if field.holder is Holder.PERSON else VETERAN.name
    clear = decrypt(row._mapping[sealed(name)], table, sealed(name), row.veteran_id, key)
    return _TYPES.get(field.kind, Personal)(clear)


FILE_NUMBER = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


def files_numbered(caller: Caller, number: str) -> Select[Any]:
    """The files in sight with this number (`FILE_NUMBER`): one, of its last eight digits hardly ever two.

    It looks through all of them, which takes milliseconds in a county.
    """
    digits = number.replace("-", "").lower()
    end = func.right(func.replace(cast(VETERAN.c.veteran_id, Text), "-", ""), len(digits))
    return files_in_sight(caller).where(end == digits)


async def get_line(
    connection: AsyncConnection, veteran_id: UUID, *, caller: Caller, files: Select[Any] = _FILE
) -> Row[Any]:
    """One row of `files_in_sight`; of `ALL_FILES`, for whom somebody is shown who is not registered yet. Raises
    `VeteranNotFound`."""
    row = await find_line(connection, veteran_id, files=files)
    if row is None:
        raise VeteranNotFound
    if not may_see(caller, row.org_path, row.residence_path):
        raise VeteranNotFound from OutOfScope()
    return row


async def is_decided_on(connection: AsyncConnection, veteran_id: UUID, caller: Caller) -> bool:
    """Whether this is somebody in the caller's scope who is not registered yet, or will not be."""
    undecided = select(VETERAN.c.veteran_id).where(
        VETERAN.c.veteran_id == veteran_id, ~IS_REGISTERED, within(VETERAN.c.org_path, caller)
    )
    return await connection.scalar(undecided) is not None


async def find_line(
    connection: AsyncConnection, veteran_id: UUID, *, files: Select[Any] = _FILE
) -> Row[Any] | None:  # fmt: skip
    """The same, whoever asks; None where there is nobody."""
    row: Row[Any] | None = (await connection.execute(files.where(VETERAN.c.veteran_id == veteran_id))).first()
    return row


async def get_file(connection: AsyncConnection, veteran_id: UUID, *, keyring: Keyring, caller: Caller) -> VeteranFile:
    """The file without its sensitive groups. Raises `VeteranNotFound`."""
    row = await get_line(connection, veteran_id, caller=caller)
    differing = select(DISCREPANCY.c.field).where(DISCREPANCY.c.person_id == veteran_id).order_by(DISCREPANCY.c.field)
    personal = opened(row, keyring, [field.name for field in SEALED])
    return VeteranFile(row, personal, tuple((await connection.execute(differing)).scalars()))


async def get_place(connection: AsyncConnection, veteran_id: UUID, caller: Caller) -> str:
    """The path of the unit responsible for a veteran. Raises `VeteranNotFound`, also for one of other units;
    `NotResponsible`."""
    places = select(VETERAN.c.org_path, VETERAN.c.residence_path).where(
        VETERAN.c.veteran_id == veteran_id, IS_REGISTERED
    )
    row = (await connection.execute(places)).one_or_none()
    if row is None:
        raise VeteranNotFound
    must_be_responsible(caller, row.org_path, row.residence_path)
    path: str = row.org_path
    return path


def must_be_responsible(caller: Caller, org_path: str, residence_path: str | None) -> None:
    """For the file of these places. Raises `VeteranNotFound`, `NotResponsible`."""
    if caller.covers(org_path):
        return
    if may_see(caller, org_path, residence_path):
        raise NotResponsible
    raise VeteranNotFound from OutOfScope()
