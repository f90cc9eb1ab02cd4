"""Whose file is to be asked for, what is kept of it, and what is forgotten.

`fact_fetch` is this service's own state: a rebuild makes the same events known again, and nothing is asked twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import hold_veterans
from services.benefits.facts.domain import FileFacts, Value, asked, sealed_form
from services.benefits.facts.queries import opened
from services.benefits.facts.tables import FACT_FETCH, FILE_FACTS
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.bulk import arrays
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring
from shared.rotation import wrapped_keys

FACT_KEYS = wrapped_keys(FILE_FACTS, FILE_FACTS.c.data_key, FILE_FACTS.c.person_id)
_COLUMNS = ("person_id", "version", "told_at")
_ASKED = ("person_id", "version")
_KEPT = ("person_id", "asked_on", "data_key", "facts")

_BEGIN = text("""
    INSERT INTO fact_fetch (person_id, wanted_version, fetched_version, wanted_at, next_attempt_at)
    SELECT person_id, version, 0, told_at, told_at
    FROM unnest(CAST(:person_id AS uuid[]), CAST(:version AS integer[]), CAST(:told_at AS timestamptz[]))
        AS told (person_id, version, told_at)
    ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE
    SET wanted_version = excluded.wanted_version, wanted_at = excluded.wanted_at,
        next_attempt_at = excluded.next_attempt_at
    WHERE fact_fetch.wanted_version < excluded.wanted_version
""")
# In a history that was taken back other events may have the same numbers: all are asked for anew.
_ANEW = (
    text("DELETE FROM file_facts WHERE NOT EXISTS (SELECT FROM veteran WHERE veteran_id = person_id)"),
    text("DELETE FROM fact_fetch WHERE NOT EXISTS (SELECT FROM veteran WHERE veteran_id = person_id)"),
    text("UPDATE fact_fetch SET wanted_version = 1, fetched_version = 0, next_attempt_at = wanted_at"),
)
# What is due later than anybody keeps what he takes in hand now was told by a clock that is ahead: it is due.
_CLAIM = text("""
    UPDATE fact_fetch SET next_attempt_at = :until
    WHERE person_id IN (
        SELECT person_id FROM fact_fetch
        WHERE wanted_version > fetched_version AND (next_attempt_at <= :now OR next_attempt_at > :until)
        ORDER BY next_attempt_at, person_id LIMIT :count FOR UPDATE SKIP LOCKED
    )
    RETURNING person_id, wanted_version
""")
# Of two workers that asked about the same file the one whose answer is older may come last.
_ANSWERED = text("""
    SELECT person_id
    FROM unnest(CAST(:person_id AS uuid[]), CAST(:version AS integer[])) AS asked (person_id, version)
    JOIN fact_fetch USING (person_id)
    WHERE fact_fetch.fetched_version < asked.version AND fact_fetch.wanted_version >= asked.version
    ORDER BY person_id FOR UPDATE OF fact_fetch
""")
_KEEP = text("""
    INSERT INTO file_facts (person_id, asked_on, data_key, facts)
    SELECT * FROM unnest(CAST(:person_id AS uuid[]), CAST(:asked_on AS date[]), CAST(:data_key AS bytea[]),
                         CAST(:facts AS bytea[]))
    ON CONFLICT (person_id) DO UPDATE
    SET asked_on = excluded.asked_on, data_key = excluded.data_key, facts = excluded.facts
""")
_FETCHED = text("""
    UPDATE fact_fetch SET fetched_version = asked.version
    FROM unnest(CAST(:person_id AS uuid[]), CAST(:version AS integer[])) AS asked (person_id, version)
    WHERE fact_fetch.person_id = asked.person_id
""")


async def begin_fetches(connection: AsyncConnection, told: Iterable[tuple[UUID, int, datetime]]) -> None:
    """Let files be asked for: person, sequence and time of the last event that told of a change. Repeating changes
    nothing. Not a command: the consumer does it with the events, and commits."""
    await connection.execute(_BEGIN, arrays(_COLUMNS, told))


async def ask_anew(connection: AsyncConnection) -> None:
    """After a rebuild from the log. Not a command, like `begin_fetches`."""
    for statement in _ANEW:
        await connection.execute(statement)


async def claim_fetches(
    connection: AsyncConnection, *, count: int, now: datetime, until: datetime
) -> Mapping[UUID, int]:
    """Take at most `count` of whom is to be asked in hand, until then: who dies keeps nobody from it for longer. By
    person, the change that is asked about."""
    rows = await connection.execute(_CLAIM, {"count": count, "now": now, "until": until})
    return {row.person_id: row.wanted_version for row in rows}


async def release_fetches(connection: AsyncConnection, persons: Collection[UUID], *, now: datetime) -> None:
    """They are due again: nothing came of it."""
    mine = update(FACT_FETCH).where(FACT_FETCH.c.person_id == func.any(list(persons)))
    await connection.execute(mine.values(next_attempt_at=now))


@command
async def keep_file_facts(
    tx: Transaction, claimed: Mapping[UUID, int], said: Mapping[UUID, Mapping[str, Value]], *, keyring: Keyring
) -> int:
    """Keep what the files of those who were asked for say, each under the person's own key here; who has no file any
    more is forgotten. Of whom a later change was asked about meanwhile, that answer stays. Answers of how many
    something is kept."""
    tx.concerns("facts")
    # Nobody is erased before this has ended.
    held = await hold_veterans(tx.connection, list(claimed))
    versions = sorted(claimed.items())
    answered = set(await tx.connection.scalars(_ANSWERED, arrays(_ASKED, versions)))
    claimed = {person: version for person, version in versions if person in answered}
    known = {person for person, each in held.items() if person in claimed and not each.is_erased}
    wanted = {person: each for person, each in said.items() if person in known}
    before = {row.person_id: row for row in await _locked(tx, claimed)}
    if gone := [person for person in before if person not in wanted]:
        await tx.connection.execute(delete(FILE_FACTS).where(FILE_FACTS.c.person_id == func.any(gone)))
    rows = [_row(tx, person, wanted[person], before.get(person), keyring) for person in sorted(wanted)]
    if rows:
        await tx.connection.execute(_KEEP, arrays(_KEPT, (each.values() for each in rows)))
    await tx.connection.execute(_FETCHED, arrays(_ASKED, claimed.items()))
    return len(rows)


async def _locked(tx: Transaction, persons: Collection[UUID]) -> Sequence[Row[Any]]:
    kept = FILE_FACTS.c.person_id
    wanted = select(FILE_FACTS).where(kept == func.any(list(persons))).order_by(kept).with_for_update()
    return (await tx.connection.execute(wanted)).all()


def _row(
    tx: Transaction, person_id: UUID, said: Mapping[str, Value], before: Row[Any] | None, keyring: Keyring
) -> dict[str, Any]:
    if before is None:
        facts, (key, wrapped) = FileFacts({}), keyring.new_key(person_id)
    else:
        facts, key, wrapped = opened(before, keyring), keyring.unwrap(before.data_key, person_id), before.data_key
    today = local_date(tx.now)
    clear = sealed_form(asked(facts, said, today))
    sealed = encrypt(clear, FILE_FACTS.name, FILE_FACTS.c.facts.name, person_id, key)
    return {"person_id": person_id, "asked_on": today, "data_key": wrapped, "facts": sealed}


async def forget_file_facts(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """What their files said, and the keys. Not a command: the consumer does it with the event, and commits."""
    kept = FILE_FACTS.c.person_id
    gone = delete(FILE_FACTS).where(kept == func.any(list(person_ids))).returning(kept)
    return set((await connection.execute(gone)).scalars())
