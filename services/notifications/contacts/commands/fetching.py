"""Numbers that registry has verified: what is to be fetched, what is kept of it, and what is to be used no longer.

`contact_fetch` is this service's own state: a rebuild makes the same events known again, and nothing is fetched twice.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.commands.keeping import key_of, normalised
from services.notifications.contacts.domain import Fetched
from services.notifications.contacts.tables import CONTACT_FETCH, CONTACT_POINT
from shared.command import Transaction, command
from shared.database.bulk import arrays
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring

# A contact point that is verified no longer has nothing to be fetched: it is as far as it is told.
_BEGIN = text("""
    INSERT INTO contact_fetch (contact_id, wanted_version, fetched_version, wanted_at, next_attempt_at)
    SELECT contact_id, version, CASE WHEN verified THEN 0 ELSE version END, told_at, told_at
    FROM unnest(
        CAST(:contact_id AS uuid[]), CAST(:version AS integer[]), CAST(:verified AS boolean[]),
        CAST(:told_at AS timestamptz[])
    ) AS told (contact_id, version, verified, told_at)
    ORDER BY contact_id
    ON CONFLICT (contact_id) DO UPDATE
    SET wanted_version = excluded.wanted_version, wanted_at = excluded.wanted_at,
        next_attempt_at = excluded.next_attempt_at,
        fetched_version = greatest(contact_fetch.fetched_version, excluded.fetched_version)
    WHERE contact_fetch.wanted_version < excluded.wanted_version
""")
_REVOKE = text("""
    UPDATE contact_point SET revoked_at = withdrawn.told_at
    FROM unnest(
        CAST(:contact_id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:channel AS text[]), CAST(:version AS integer[]),
        CAST(:told_at AS timestamptz[])
    ) AS withdrawn (contact_id, person_id, channel, version, told_at)
    WHERE contact_point.person_id = withdrawn.person_id AND contact_point.channel = withdrawn.channel
          AND contact_point.contact_id = withdrawn.contact_id AND contact_point.contact_version < withdrawn.version
          AND contact_point.revoked_at IS NULL
""")
# What was told of in a history that was taken back: nothing is kept of it, and what is told now is fetched anew.
_UNTOLD = (
    text("""
        DELETE FROM contact_point WHERE contact_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM verified_contact AS told
            WHERE told.contact_id = contact_point.contact_id AND told.version >= contact_point.contact_version
        )
    """),
    text("""
        UPDATE contact_fetch SET wanted_version = told.version, next_attempt_at = wanted_at,
            fetched_version = CASE WHEN told.verification IS NULL THEN told.version ELSE 0 END
        FROM verified_contact AS told
        WHERE told.contact_id = contact_fetch.contact_id AND told.version < contact_fetch.wanted_version
    """),
    text("""
        DELETE FROM contact_fetch
        WHERE NOT EXISTS (SELECT FROM verified_contact AS told WHERE told.contact_id = contact_fetch.contact_id)
    """),
)
# Without its projection (`rebuild --from-log` has taken it back) nobody knows whose it is. What is due later than
# anybody keeps what he takes in hand now was told by a clock that is ahead: it is due.
_CLAIM = text("""
    UPDATE contact_fetch SET next_attempt_at = :until
    FROM verified_contact AS told
    WHERE told.contact_id = contact_fetch.contact_id AND contact_fetch.contact_id IN (
        SELECT contact_id FROM contact_fetch
        WHERE wanted_version > fetched_version AND (next_attempt_at <= :now OR next_attempt_at > :until)
              AND EXISTS (SELECT FROM verified_contact AS its WHERE its.contact_id = contact_fetch.contact_id)
        ORDER BY next_attempt_at LIMIT :count FOR UPDATE SKIP LOCKED
    )
    RETURNING contact_fetch.contact_id, contact_fetch.wanted_version, told.person_id
""")


async def begin_fetches(connection: AsyncConnection, told: Sequence[Mapping[str, Any]]) -> None:
    """Let what is verified be fetched: `contact_id`, `version`, `verified`, `told_at` of each contact point's last
    event. Repeating changes nothing. Not a command: the consumer does it with the events, and commits."""
    await connection.execute(_BEGIN, arrays(tuple(told[0]), (row.values() for row in told)))


async def take_back_untold(connection: AsyncConnection) -> None:
    """After a rebuild from the log. Not a command, like `begin_fetches`."""
    for statement in _UNTOLD:
        await connection.execute(statement)


async def revoke_withdrawn(connection: AsyncConnection, withdrawn: Sequence[Mapping[str, Any]]) -> None:
    """Never use what was withdrawn (`contact_id`, `person_id`, `channel`, `version`, `told_at`), but what was
    verified after that. Not a command, like `begin_fetches`, which has locked the rows before."""
    await connection.execute(_REVOKE, arrays(tuple(withdrawn[0]), (row.values() for row in withdrawn)))


async def claim_fetches(
    connection: AsyncConnection, *, count: int, now: datetime, until: datetime
) -> Sequence[Row[Any]]:
    """Take at most `count` of what is due in hand, until then: who dies keeps nobody from it for longer."""
    return (await connection.execute(_CLAIM, {"count": count, "now": now, "until": until})).all()


async def release_fetches(connection: AsyncConnection, contact_ids: Sequence[UUID], *, now: datetime) -> None:
    """They are due again: nothing came of it."""
    mine = update(CONTACT_FETCH).where(CONTACT_FETCH.c.contact_id.in_(contact_ids))
    await connection.execute(mine.values(next_attempt_at=now))


@command
async def keep_fetched(tx: Transaction, fetched: Fetched, *, keyring: Keyring) -> bool:
    """Keep the number that registry named, under the person's own key here, instead of any before.

    False: by now more is known than it says, such as that it was withdrawn.
    Raises `ContactPointRefused`.
    """
    tx.concerns(f"person {fetched.person_id}")
    if not await _is_news(tx, fetched.contact_id, fetched.version):
        return False
    number = normalised(fetched.value)
    key = await key_of(tx, keyring, fetched.person_id)
    row = {
        "value": encrypt(number, CONTACT_POINT.name, CONTACT_POINT.c.value.name, fetched.person_id, key),
        "verification": fetched.verification,
        "verified_on": fetched.verified_on,
        "revoked_at": None,
        "contact_id": fetched.contact_id,
        "contact_version": fetched.version,
    }
    statement = insert(CONTACT_POINT).values(person_id=fetched.person_id, channel=fetched.channel, **row)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["person_id", "channel"], set_=row))
    await _fetched(tx, fetched.contact_id, fetched.version)
    return True


@command
async def close_fetch(tx: Transaction, contact_id: UUID, *, version: int) -> None:
    """There is nothing to keep: registry names no number for it any more, or one that messages cannot go to."""
    tx.concerns(f"contact-point {contact_id}")
    if await _is_news(tx, contact_id, version):
        await _fetched(tx, contact_id, version)


async def _is_news(tx: Transaction, contact_id: UUID, version: int) -> bool:
    """Holds the row, which the consumer of withdrawals waits for or was faster with, or which was taken back."""
    held = CONTACT_FETCH.c
    known = select(held.fetched_version).where(held.contact_id == contact_id).with_for_update()
    fetched = (await tx.connection.execute(known)).scalar_one_or_none()
    return fetched is not None and version > fetched


async def _fetched(tx: Transaction, contact_id: UUID, version: int) -> None:
    done = update(CONTACT_FETCH).where(CONTACT_FETCH.c.contact_id == contact_id)
    await tx.connection.execute(done.values(fetched_version=version))
