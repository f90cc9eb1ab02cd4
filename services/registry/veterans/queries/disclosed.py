"""What a caller sees whose viewing was recorded: fields in clear, sensitive groups; and the viewings recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.parameters.groups import GROUPS, Group
from services.registry.veterans.queries.files import ALL_FILES, BIRTH, HELD, get_line, opened
from services.registry.veterans.tables import CATEGORY_HOLDING, DISCLOSURE, DISCREPANCY, VETERAN, sealed_discrepancy
from shared.auth.caller import Caller
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.encryption import DataKey, decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal
from shared.trail.queries import agreeing, said

T = TypeVar("T")


@dataclass(frozen=True)
class Discrepancy:
    """The form states otherwise than the identity number, which holds until the county decides."""

    field: str
    stated: Personal
    derived: Personal


async def reveal(
    connection: AsyncConnection, veteran_id: UUID, fields: Sequence[str], *, keyring: Keyring, caller: Caller
) -> Mapping[str, Personal]:
    """The fields that the file has, for a caller whose viewing was recorded. Raises `VeteranNotFound`."""
    return opened(await get_line(connection, veteran_id, caller=caller, files=ALL_FILES), keyring, fields)


async def open_group(
    connection: AsyncConnection, veteran_id: UUID, group: Group, *, keyring: Keyring, caller: Caller
) -> Mapping[str, Any]:
    """What the file has in a sensitive group, by the names of `GROUPS`. Raises `VeteranNotFound`."""
    row = await get_line(connection, veteran_id, caller=caller, files=ALL_FILES)
    if group is Group.CATEGORIES:
        return {"category_codes": await list_categories(connection, veteran_id)}
    if group is Group.DISCREPANCIES:
        return {"discrepancies": await list_discrepancies(connection, row, keyring)}
    found = {name: row._mapping[name] for name in GROUPS[group].fields}
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class WantedDisclosures:
    """Viewings that agree with everything that is given; those from `since` on, and before `until`."""

    veteran_id: UUID | None = None
    account_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        return said(veteran=self.veteran_id, account=self.account_id, since=self.since, until=self.until)


async def fetch_disclosures(
    reading: Reading, wanted: WantedDisclosures, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Who saw what in clear, and why, newest first. What was looked for is recorded."""
    await reading.record("list-disclosures", str(wanted))
    held = DISCLOSURE.c
    same = {held.veteran_id: wanted.veteran_id, held.account_id: wanted.account_id}
    has_file = VETERAN.c.veteran_id.is_not(None).label("has_file")
    viewings = select(DISCLOSURE, has_file).outerjoin(VETERAN, VETERAN.c.veteran_id == held.veteran_id)
    found = viewings.where(*agreeing(same, held.viewed_at, since=wanted.since, until=wanted.until))
    order = [held.viewed_at, held.view_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def stated_birth(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> Personal:
    """The date of birth that the file states, which is the number's unless it was stated otherwise."""
    stated = {each.field: each.stated for each in await list_discrepancies(connection, row, keyring)}
    return stated.get(BIRTH) or opened(row, keyring, [BIRTH])[BIRTH]


async def list_categories(connection: AsyncConnection, veteran_id: UUID) -> list[str]:
    """The codes of the categories claimed or held."""
    held = CATEGORY_HOLDING.c
    theirs = (held.holder_id == veteran_id, held.state.in_(HELD))
    codes = select(held.category_code).where(*theirs).order_by(held.category_code)
    return list((await connection.execute(codes)).scalars())


async def list_discrepancies(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> list[Discrepancy]:
    """What the form of the person of this row stated otherwise; nothing once the person's key is gone."""
    if row.wrapped is None:
        return []
    key = keyring.unwrap(row.wrapped, row.veteran_id)
    derived = {"sex_code": Personal(row.sex_code), **opened(row, keyring, [BIRTH])}
    statement = select(DISCREPANCY).where(DISCREPANCY.c.person_id == row.veteran_id).order_by(DISCREPANCY.c.field)
    return [
        Discrepancy(each.field, Personal(_stated(each, key)), derived[each.field])
        for each in await connection.execute(statement)
    ]


def _stated(row: Row[Any], key: DataKey) -> str:
    return decrypt(row.stated_sealed, DISCREPANCY.name, sealed_discrepancy(row.field), row.person_id, key)
