"""Parts of commands: a member takes part in a branch or group here, in another one, or in none any more. What he took
part in before is kept with its days."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, insert, or_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from services.registry.party_memberships.queries import SPELLS, find_last_affiliation
from services.registry.party_memberships.tables import PARTY_AFFILIATION, PARTY_AFFILIATION_PAST
from shared.command import Transaction
from shared.ids import new_id

_PAST = PARTY_AFFILIATION_PAST.c


async def begin_affiliation(
    tx: Transaction, person_id: UUID, party_org_code: str, since: date, *, instead: bool
) -> int:
    """From that day on, and of what was said to begin later nothing was. `instead`: what was said last never was.
    Answers the version from now on."""
    last = await find_last_affiliation(tx.connection, person_id)
    version: int = 1 if last is None else last.version + 1
    if last is not None:
        if instead:
            await _go_on(tx, person_id, last.since, since)
        said = {name: last._mapping[name] for name in ("person_id", "party_org_code", "since", "until", "gone_on")}
        line = {**said, "past_id": new_id(), **({"until": last.since} if instead else {})}
        await tx.connection.execute(insert(PARTY_AFFILIATION_PAST).values(line))
        await _end(tx, PARTY_AFFILIATION_PAST, person_id, since)
    line = {"person_id": person_id, "party_org_code": party_org_code, "since": since, "version": version}
    line |= {"until": None, "gone_on": None}
    statement = upsert(PARTY_AFFILIATION).values(line)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=line))
    return version


async def end_affiliation(tx: Transaction, person_id: UUID, on: date) -> None:
    """From that day on he takes part in none, until it is recorded anew: he is no member any more."""
    for table in SPELLS:
        await _end(tx, table, person_id, on)


async def follow_affiliations(tx: Transaction, person_id: UUID, gone_on: date | None, *, came_back: bool) -> None:
    """From that day on the person is dead, elsewhere or not in the register; with None he is here again. Who
    `came_back` from another county has it recorded anew."""
    for table in SPELLS:
        held = table.c
        said: dict[str, Any] = {"gone_on": gone_on}
        if came_back:
            left = func.least(held.until, func.greatest(held.since, held.gone_on))
            said = {"gone_on": None, "until": case((held.gone_on.is_(None), held.until), else_=left)}
        await tx.connection.execute(update(table).where(held.person_id == person_id).values(said))


async def _end(tx: Transaction, table: Any, person_id: UUID, on: date) -> None:
    held = table.c
    until: ColumnElement[date] = func.greatest(held.since, on)
    later = or_(held.until.is_(None), held.until > until)
    await tx.connection.execute(update(table).where(held.person_id == person_id, later).values(until=until))


async def _go_on(tx: Transaction, person_id: UUID, ended_on: date, until: date) -> None:
    """What ended when the last one began."""
    mine = (_PAST.person_id == person_id, _PAST.until == ended_on, _PAST.since < ended_on)
    await tx.connection.execute(update(PARTY_AFFILIATION_PAST).where(*mine).values(until=until))
