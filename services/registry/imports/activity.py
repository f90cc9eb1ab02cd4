"""Whether people are at work beside what works by itself, so that it gives way to them."""

import time
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.tables import ACCOUNT
from shared.audit.tables import AUDIT

# Somebody at a counter does something every few seconds.
AT_WORK_SECONDS = 5.0

_SEEN: ColumnElement[int] = bindparam("seen", type_=BigInteger())
_BUT: ColumnElement[Any] = bindparam("but", type_=ARRAY(Text()))
# Machines fetch what came in all the time, and services have accounts of their own for what they do by themselves.
_PEOPLE = select(ACCOUNT.c.account_id).where(ACCOUNT.c.kind == Kind.PERSON)
_NEW = select(
    func.coalesce(func.max(AUDIT.c.audit_id), _SEEN),
    func.bool_or(AUDIT.c.account_id.in_(_PEOPLE) & (AUDIT.c.correlation_id != func.all(_BUT))),
).where(AUDIT.c.audit_id > _SEEN)


class Activity:
    """Looks at what came into the audit since it last looked; at the first look in a while nobody is at work."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._seen = 0
        self._looked_at = self._last_at = float("-inf")

    async def others_at_work(self, *, but: Collection[str]) -> bool:
        """Whether any person did anything in the last seconds under another correlation id than these."""
        async with self._engine.connect() as connection:
            if time.monotonic() - self._looked_at > AT_WORK_SECONDS:
                self._seen = await connection.scalar(select(func.max(AUDIT.c.audit_id))) or 0
            found = await connection.execute(_NEW, {"seen": self._seen, "but": list(but)})
            self._seen, are_others = found.one()
        self._looked_at = time.monotonic()
        if are_others:
            self._last_at = time.monotonic()
        return time.monotonic() - self._last_at < AT_WORK_SECONDS
