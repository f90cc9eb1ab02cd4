"""Accounts while the master key is replaced, and when a person is erased."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.payees.domain import number_digests
from services.benefits.payees.queries import opened
from services.benefits.payees.tables import PAYEE_ACCOUNT
from shared.clock import local_date, now
from shared.command import Transaction
from shared.privacy.keyring import Keyring
from shared.rotation import CHUNK_ROWS, Chunk, Rekeying

_HELD = PAYEE_ACCOUNT.c


async def _chunk(tx: Transaction, keyring: Keyring, after: UUID) -> Chunk:
    """The key, and what the number is found by, which is of the master key too."""
    prefix = keyring.prefix
    stands = func.substring(_HELD.data_key, 1, len(prefix)) != prefix
    wanted = select(PAYEE_ACCOUNT).where(_HELD.account_id > after, stands).order_by(_HELD.account_id)
    rows = (await tx.connection.execute(wanted.limit(CHUNK_ROWS).with_for_update())).all()
    for row in rows:
        digests = number_digests(keyring.fingerprint_secrets.values(), opened(row, keyring).number)
        anew = {"data_key": keyring.rewrap(row.data_key, row.person_id), "digest": digests[0]}
        await tx.connection.execute(update(PAYEE_ACCOUNT).where(_HELD.account_id == row.account_id).values(anew))
    return Chunk(rows[-1].account_id if rows else None, len(rows))


PAYEE_KEYS = Rekeying(PAYEE_ACCOUNT.name, _chunk)


async def forget_payees(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """The accounts and their keys; that there was one, and who confirmed it, stays with the payments. What nobody has
    confirmed goes whole. Not a command: the consumer does it with the event, and commits."""
    whose = _HELD.person_id.in_(person_ids)
    gone = await connection.execute(
        delete(PAYEE_ACCOUNT).where(whose, _HELD.outcome.is_(None)).returning(_HELD.person_id)
    )
    ended = {"until": func.coalesce(_HELD.until, func.greatest(_HELD.since, local_date(now())))}
    in_force = _HELD.until.is_(None) & (_HELD.outcome == "confirmed")
    await connection.execute(update(PAYEE_ACCOUNT).where(whose, in_force).values(**ended, end_code="erased"))
    emptied = dict.fromkeys(("data_key", "sealed", "digest", "reason"))
    known = update(PAYEE_ACCOUNT).where(whose, _HELD.data_key.is_not(None)).values(emptied)
    return {*gone.scalars(), *(await connection.execute(known.returning(_HELD.person_id))).scalars()}
