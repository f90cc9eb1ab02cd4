"""Publishing a version of a programme."""

from dataclasses import asdict

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.programmes.domain import Draft, Version, next_version
from services.benefits.programmes.tables import PROGRAMME, PROGRAMME_VERSION, version_of
from shared.command import Transaction, command
from shared.database.locks import PROGRAMMES
from shared.events.benefits import ProgrammePublished

# Slots are held across programmes, so publications take turns; there are a few a year.
_TURN = select(func.pg_advisory_xact_lock(*PROGRAMMES))


@command
async def publish_programme(tx: Transaction, draft: Draft) -> Version:
    """Publish the next version of a programme, for the whole county. Raises `ProgrammeRefused`."""
    tx.concerns(f"programme {draft.programme_code}")
    await tx.connection.execute(_TURN)
    former = await _last_version(tx.connection, draft.programme_code)
    holder = None if draft.slot is None else await _slot_holder(tx.connection, draft.slot)
    version = next_version(draft, former=former, slot_holder=holder)
    await _store(tx, version)
    _publish(tx, version)
    return version


async def _last_version(connection: AsyncConnection, programme_code: str) -> Version | None:
    joined = PROGRAMME.join(PROGRAMME_VERSION, PROGRAMME.c.programme_code == PROGRAMME_VERSION.c.programme_code)
    statement = (
        select(PROGRAMME_VERSION, PROGRAMME.c.slot)
        .select_from(joined)
        .where(PROGRAMME.c.programme_code == programme_code, PROGRAMME.c.version == PROGRAMME_VERSION.c.version)
    )
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else version_of(row)


async def _slot_holder(connection: AsyncConnection, slot: str) -> str | None:
    found: str | None = await connection.scalar(select(PROGRAMME.c.programme_code).where(PROGRAMME.c.slot == slot))
    return found


async def _store(tx: Transaction, version: Version) -> None:
    code = version.programme_code
    if version.version == 1:
        await tx.connection.execute(insert(PROGRAMME).values(programme_code=code, slot=version.slot, version=1))
    else:
        moved = update(PROGRAMME).where(PROGRAMME.c.programme_code == code).values(version=version.version)
        await tx.connection.execute(moved)
    row = asdict(version)
    del row["slot"]
    row |= {"rules": msgspec.to_builtins(version.rules), "rule_digest": version.rule_digest, "published_at": tx.now}
    await tx.connection.execute(insert(PROGRAMME_VERSION).values(row))


def _publish(tx: Transaction, version: Version) -> None:
    event = ProgrammePublished(
        programme_code=version.programme_code,
        version=version.version,
        name=version.name,
        slot=version.slot,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        rule_digest=version.rule_digest,
    )
    tx.publish(event, sequence=version.version, effective_on=version.valid_from)
