"""Idempotency keys: the same key with the same request gives the same answer and one effect.

The first transaction to insert the key does the work. Any other waits inside PostgreSQL on that row until the first
commits (then it reads the stored result) or rolls back (then it does the work itself).
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """`digest()` of the request is asked only when the command begins: by then the endpoint has read the body.

    What is kept of it is keyed with the first of `secrets` (by their names, all equally long): a plain hash of a short
    form would let anyone who has the table try phone numbers.
    """

    value: str
    digest: Callable[[], bytes]
    secrets: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, value: str, body: bytes) -> Self:
        """A key for a body already at hand."""
        digest = hashlib.sha256(body).digest()
        return cls(value, lambda: digest)

    def fingerprints(self) -> tuple[bytes, ...]:
        """The first is what is kept; any of them is the same request."""
        digest = self.digest()
        return tuple(name + hmac.digest(secret, digest, "sha256") for name, secret in self.secrets.items()) or (digest,)

    def is_of(self, kept: bytes) -> bool:
        """Whether what was kept may be of this request: a secret that is gone cannot say that it is of another."""
        by_a_known_one = not self.secrets or kept.startswith(tuple(self.secrets))
        return kept in self.fingerprints() or not by_a_known_one


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
    new = {"account_id": account_id, "key": key.value, "action": action, "fingerprint": key.fingerprints()[0]}
    row = None
    while row is None:  # again when what held the key was forgotten between the two statements
        if await _CLAIM.fetch(connection, {**new, "claimed_at": now}):
            return None
        row = (await connection.execute(_FIND, {"account_id": account_id, "key": key.value})).one_or_none()
    if row.action != action or not key.is_of(row.fingerprint):
        raise IdempotencyKeyReused
    return Answered(row.result)
