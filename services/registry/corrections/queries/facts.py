"""What is believed of a field from each day on, and all that ever was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.corrections.domain.timeline import Fact, Since
from services.registry.corrections.queries.values import text_now
from services.registry.corrections.tables import PERSON_FACT, sealed_fact
from services.registry.network.queries import paths_of_units
from services.registry.veterans.parameters.fields import FIELD, OPEN
from services.registry.veterans.queries.files import get_place
from shared.http.dependencies import Reading
from shared.privacy.encryption import decrypt
from shared.privacy.keyring import Keyring

MOST = 200
UNIT = "org_code"


@dataclass(frozen=True, slots=True)
class Known:
    """What a file said of a field. `value` None: nothing, or not to be shown here, where `is_shown` is false."""

    field: str
    value: str | None
    is_shown: bool
    holds_from: date
    known_from: datetime
    known_until: datetime | None
    by: str | None
    document: str | None


async def list_known(
    reading: Reading, veteran_id: UUID, *, on: date | None = None, known_at: datetime | None = None
) -> Sequence[Known]:
    """What the file said otherwise than it says now, the last said first: all of it, or what held `on` a day, as it is
    known now or was at an instant. Values of P1 alone; the others are only named. Raises `VeteranNotFound`.
    """
    await get_place(reading.connection, veteran_id, reading.caller)
    held = PERSON_FACT.c
    found = (
        select(PERSON_FACT, ACCOUNT.c.display_name)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == held.recorded_by)
        .where(held.person_id == veteran_id)
    )
    if known_at is not None:
        found = found.where(held.known_from <= known_at, or_(held.known_until.is_(None), held.known_until > known_at))
    elif on is not None:
        found = found.where(held.known_until.is_(None))
    if on is not None:
        held_then = found.where(held.holds_from <= on).order_by(held.field, held.holds_from.desc())
        found = select(held_then.ext(distinct_on(held.field)).subquery())
    columns = found.selected_columns
    newest = found.order_by(columns.known_from.desc(), columns.holds_from.desc(), columns.field).limit(MOST)
    return [_known(row) for row in await reading.connection.execute(newest)]


def _known(row: Row[Any]) -> Known:
    shown = FIELD[row.field].pii is OPEN
    value = row.value if shown else None
    times = (row.holds_from, row.known_from, row.known_until)
    return Known(row.field, value, shown, *times, row.display_name, row.document)


async def timeline_of(connection: AsyncConnection, row: Row[Any], field: str, keyring: Keyring) -> list[Fact]:
    """What is believed of a field of the file in this row (`files_in_scope`), in order: it begins with the
    registration."""
    held = PERSON_FACT.c
    believed = select(PERSON_FACT).where(
        held.person_id == row.veteran_id, held.field == field, held.known_until.is_(None)
    )
    facts = (await connection.execute(believed.order_by(held.holds_from))).all()
    if not facts:
        return [Fact(None, row.registered_on, await text_now(connection, row, field, keyring))]
    return [Fact(fact.fact_id, fact.holds_from, text_of(fact, row, keyring)) for fact in facts]


async def places_of(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> list[Since[str | None]]:
    """The paths of the units that answered for the person of this row (`files_in_scope`), in order: it begins with the
    registration; None while nobody here did."""
    facts = await timeline_of(connection, row, UNIT, keyring)
    if facts[0].fact_id is None:
        return [Since(row.registered_on, row.org_path)]
    paths = await paths_of_units(connection, {fact.value for fact in facts if fact.value})
    places = [Since(fact.holds_from, paths[fact.value] if fact.value else None) for fact in facts]
    return [places[0], *(now for before, now in pairwise(places) if before.value != now.value)]


def text_of(fact: Row[Any], row: Row[Any], keyring: Keyring) -> str | None:
    """What a row of `person_fact` says. Of an erased person nothing is sealed any more, and no key is there."""
    if fact.value_sealed is None:
        value: str | None = fact.value
        return value
    key = keyring.unwrap(row.wrapped, row.veteran_id)
    return decrypt(fact.value_sealed, PERSON_FACT.name, sealed_fact(fact.fact_id), fact.person_id, key)
