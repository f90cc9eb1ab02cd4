"""Idempotency keys: the same key with the same request gives the same answer and one effect.

The first transaction to insert the key does the work. Any other waits inside PostgreSQL on that row until the first
commits (then it reads the stored result) or rolls back (then it does the work itself).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.driver import DriverStatement
from shared.idempotency.tables import IDEMPOTENCY
from shared.refusal import Conflict, Invalid


class IdempotencyKeyReused(Invalid):
    code = "idempotency-key-reused"
    zh = "该请求此前已提交，本次内容有所不同（Idempotency-Key 相同）；确需再次办理的，请重新提交。"
    en = "This was sent before with other content under the same Idempotency-Key; to do it again, send it anew."


class AnswerOutdated(Conflict):
    code = "answer-outdated"
    zh = "该请求此前已经办理，但系统升级后无法重复当时的答复；请查询办理结果，不要更换 Idempotency-Key 重新提交。"
    en = (
        "This request was done before, and since an upgrade its answer cannot be given again; look its result up "
        "instead of sending it with another Idempotency-Key."
    )


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """`fingerprint()` is asked only when the command begins: by then the endpoint has read the body."""

    value: str
    fingerprint: Callable[[], bytes]

    @classmethod
    def of(cls, value: str, body: bytes) -> Self:
        """A key for a body already at hand."""
        digest = hashlib.sha256(body).digest()
        return cls(value, lambda: digest)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the command returned when it ran, as JSON."""

    result: bytes


_CLAIM = DriverStatement(
    insert(IDEMPOTENCY)
    .values({name: bindparam(name) for name in ("account_id", "key", "action", "fingerprint", "claimed_at")})
    .on_conflict_do_nothing(index_elements=["account_id", "key"])
    .returning(IDEMPOTENCY.c.key)
)
_FIND = select(IDEMPOTENCY.c.action, IDEMPOTENCY.c.fingerprint, IDEMPOTENCY.c.result).where(
    IDEMPOTENCY.c.account_id == bindparam("account_id"), IDEMPOTENCY.c.key == bindparam("key")
)


async def claim(
    connection: AsyncConnection, key: IdempotencyKey, *, account_id: UUID, action: str, now: datetime
) -> Answered | None:
    """None: the key is ours, do the work. Answered: it was done before. Raises IdempotencyKeyReused.

    One statement when the key is new, two when it is known.
    """
    asked = {"account_id": account_id, "key": key.value, "action": action, "fingerprint": key.fingerprint()}
    if await _CLAIM.fetch(connection, {**asked, "claimed_at": now}):
        return None
    row = (await connection.execute(_FIND, {"account_id": account_id, "key": key.value})).one()
    if (row.action, row.fingerprint) != (action, asked["fingerprint"]):
        raise IdempotencyKeyReused
    return Answered(row.result)
