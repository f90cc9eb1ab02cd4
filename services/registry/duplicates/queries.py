"""Reading pairs, and what of files they rest on."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.corrections.tables import PERSON_FACT, sealed_fact
from services.registry.duplicates.domain.likeness import Recognised, Served
from services.registry.duplicates.domain.suspicion import Suspicion, SuspicionNotFound, SuspicionState
from services.registry.duplicates.tables import DUPLICATE_SUSPICION
from services.registry.veterans.queries.files import BIRTH, opened
from services.registry.veterans.tables import DISCREPANCY, FILE_TO_COMPARE, precision, sealed_discrepancy
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.partial_date import PartialDate, Precision
from shared.privacy.encryption import DataKey, decrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import IdNumber, PersonName

T = TypeVar("T")

_NUMBER = "id_number"
_NAMES = ("name", "former_name")
_CERTIFICATE = "discharge_certificate"
SERVED = ("domicile_code", "enlisted_on", "discharged_on")
RECOGNISED = (_NUMBER, *_NAMES, _CERTIFICATE, *SERVED)
"""Fields of files that are looked at."""
_HELD = DUPLICATE_SUSPICION.c


async def count_waiting(connection: AsyncConnection, *, most: int | None = None) -> int:
    """How many files wait to be compared; no more than `most` are counted."""
    waiting = select(FILE_TO_COMPARE.c.person_id).limit(most).subquery()
    return await connection.scalar(select(func.count()).select_from(waiting)) or 0


async def get_recognised(
    connection: AsyncConnection, rows: Sequence[Row[Any]], keyring: Keyring
) -> Mapping[UUID, Recognised]:  # fmt: skip
    """What the files in these rows (of `lines_of`) are recognised by; nothing of one that was erased."""
    readable = [row for row in rows if row.wrapped is not None]
    persons = [row.veteran_id for row in readable]
    before, births = await _said_before(connection, persons), await _stated_births(connection, persons)
    return {row.veteran_id: _recognised(row, before[row.veteran_id], births, keyring) for row in readable}


def _recognised(
    row: Row[Any], before: Sequence[Row[Any]], births: Mapping[UUID, bytes], keyring: Keyring
) -> Recognised:  # fmt: skip
    key = keyring.unwrap(row.wrapped, row.veteran_id)
    now = opened(row, keyring, [_NUMBER, *_NAMES, _CERTIFICATE])
    numbers = {now[_NUMBER].reveal(), *(_said(each, key) for each in before if each.field == _NUMBER)}
    names = {now[name].reveal() for name in _NAMES if name in now}
    names |= {_said(each, key) for each in before if each.field in _NAMES}
    return Recognised(
        numbers=[IdNumber(number) for number in sorted(numbers)],
        names=[PersonName(name) for name in sorted(names)],
        stated_birth=_stated(row, births, key),
        certificate=now.get(_CERTIFICATE),
    )


def _said(fact: Row[Any], key: DataKey) -> str:
    return decrypt(fact.value_sealed, PERSON_FACT.name, sealed_fact(fact.fact_id), fact.person_id, key)


def _stated(row: Row[Any], births: Mapping[UUID, bytes], key: DataKey) -> date | None:
    stated = births.get(row.veteran_id)
    if stated is None:
        return None
    return date.fromisoformat(decrypt(stated, DISCREPANCY.name, sealed_discrepancy(BIRTH), row.veteran_id, key))


async def _said_before(connection: AsyncConnection, persons: Sequence[UUID]) -> Mapping[UUID, Sequence[Row[Any]]]:
    """Numbers and names that files have had: whoever is registered a second time may be so by the old papers."""
    held = PERSON_FACT.c
    facts: Select[Any] = select(held.person_id, held.fact_id, held.field, held.value_sealed).where(
        held.person_id == func.any(list(persons)), held.field.in_([_NUMBER, *_NAMES]), held.value_sealed.is_not(None)
    )
    found: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await connection.execute(facts):
        found[row.person_id].append(row)
    return found


async def _stated_births(connection: AsyncConnection, persons: Sequence[UUID]) -> Mapping[UUID, bytes]:
    held = DISCREPANCY.c
    stated = select(held.person_id, held.stated_sealed).where(
        held.person_id == func.any(list(persons)), held.field == BIRTH
    )
    return {row.person_id: row.stated_sealed for row in await connection.execute(stated)}


def served_by(row: Row[Any]) -> Served:
    """What is not personal of the file in a row of `lines_of`."""
    return Served(row.domicile_code, _partial(row, "enlisted_on"), _partial(row, "discharged_on"))


def _partial(row: Row[Any], name: str) -> PartialDate | None:
    first = row._mapping[name]
    return None if first is None else PartialDate(first, Precision(row._mapping[precision(name)]))


def _suspicions() -> Select[Any]:
    shown = select(DUPLICATE_SUSPICION, ACCOUNT.c.display_name)
    return shown.outerjoin(ACCOUNT, ACCOUNT.c.account_id == _HELD.decided_by)


async def fetch_suspicions(
    reading: Reading,
    person_id: UUID | None,
    *,
    state: SuspicionState | None,
    cursor: str | None,
    limit: int,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Pairs, the last suspected first: with one file among them, or all; in a state, or in any."""
    found, order = _wanted(person_id, state), [_HELD.suspicion_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_suspicions(reading: Reading, state: SuspicionState) -> int:
    """How many the same list has in this state."""
    return await count_rows(reading.connection, _wanted(None, state))


def _wanted(person_id: UUID | None, state: SuspicionState | None) -> Select[Any]:
    return _suspicions().where(
        when(person_id, lambda person: (_HELD.person_id == person) | (_HELD.other_person_id == person)),
        when(state, lambda state: _HELD.state == state.value),
    )


async def get_suspicion(connection: AsyncConnection, suspicion_id: UUID) -> Row[Any]:
    """A row of the same. Raises `SuspicionNotFound`."""
    found = await connection.execute(_suspicions().where(_HELD.suspicion_id == suspicion_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise SuspicionNotFound
    return row


async def lock_suspicion(connection: AsyncConnection, suspicion_id: UUID) -> Suspicion:
    """The pair, for this transaction alone to decide. Raises `SuspicionNotFound`."""
    held = select(DUPLICATE_SUSPICION).where(_HELD.suspicion_id == suspicion_id).with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise SuspicionNotFound
    return Suspicion(
        row.suspicion_id,
        row.person_id,
        row.other_person_id,
        SuspicionState(row.state),
        row.version,
        row.score,
        tuple(row.grounds),
        row.difference,
    )
