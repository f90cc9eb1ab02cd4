"""Reading what files say of persons that programmes ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.facts.parameters import ASKED
from services.registry.veterans.parameters.fields import Field, Holder
from services.registry.veterans.queries.files import IS_REGISTERED
from services.registry.veterans.tables import DATA_KEY, PERSON, VETERAN, precision
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.partial_date import PartialDate, Precision
from shared.workbooks.columns import Kind


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says, by field; a date as far as it is known (1976-12). What it does not say is missing."""

    person_id: UUID
    fields: dict[str, str]


async def list_files_of(connection: AsyncConnection, person_ids: Collection[UUID], *, caller: Caller) -> Sequence[UUID]:
    """Which of these persons have a file within the caller's scope; of an erased person there is none."""
    wanted = _files(person_ids, caller).with_only_columns(VETERAN.c.veteran_id)
    return (await connection.execute(wanted)).scalars().all()


async def find_said(
    connection: AsyncConnection, person_ids: Collection[UUID], *, caller: Caller
) -> Sequence[FileFacts]:
    """Those whose disclosure was recorded, with what their files say."""
    rows = await connection.execute(_files(person_ids, caller))
    return [FileFacts(row.veteran_id, _said(row)) for row in rows]


def _files(person_ids: Collection[UUID], caller: Caller) -> Select[Any]:
    columns = [column for field in ASKED for column in _columns(field)]
    return (
        select(VETERAN.c.veteran_id, *columns)
        .join(PERSON, PERSON.c.person_id == VETERAN.c.veteran_id)
        # No key: the person's data was erased.
        .join(DATA_KEY, DATA_KEY.c.person_id == VETERAN.c.veteran_id)
        .where(VETERAN.c.veteran_id == func.any(list(person_ids)), IS_REGISTERED, within(VETERAN.c.org_path, caller))
        .order_by(VETERAN.c.veteran_id)
    )


def _columns(field: Field) -> list[Any]:
    held = (PERSON if field.holder is Holder.PERSON else VETERAN).c
    own = [held[field.name]]
    return [*own, held[precision(field.name)]] if field.kind is Kind.PARTIAL_DATE else own


def _said(row: Row[Any]) -> dict[str, str]:
    found = {field.name: _written(row, field) for field in ASKED}
    return {name: value for name, value in found.items() if value is not None}


def _written(row: Row[Any], field: Field) -> str | None:
    value = row._mapping[field.name]
    if value is None:
        return None
    if field.kind is Kind.PARTIAL_DATE:
        return str(PartialDate(value, Precision(row._mapping[precision(field.name)])))
    return str(value)
