"""Reading imports and their verdicts, and whether people are at work meanwhile. An import is seen by the account that
asked for it, a list by the centre too."""

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, BigInteger, ColumnElement, DateTime, Row, Select, Text, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.accounts.domain.account import Kind
from services.registry.accounts.tables import ACCOUNT
from services.registry.imports.domain import ImportNotFound, ImportUnfinished, Outcome, Verdict, is_of_centre
from services.registry.imports.parameters import ImportKind
from services.registry.imports.tables import IMPORT_ROW, REGISTER_IMPORT
from shared.audit.tables import AUDIT
from shared.auth.caller import Caller
from shared.clock import now
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Pending:
    """An import with rows still to be judged, on whose behalf, and the trace of the request."""

    import_id: UUID
    kind: ImportKind
    account_id: UUID
    requested_at: datetime
    correlation_id: str
    traceparent: str


_PENDING = (
    select(*(REGISTER_IMPORT.c[each.name] for each in fields(Pending)))
    .where(REGISTER_IMPORT.c.finished_at.is_(None))
    .order_by(REGISTER_IMPORT.c.import_id)
)


async def list_pending(engine: AsyncEngine) -> list[Pending]:
    """Oldest first."""
    async with engine.connect() as connection:
        rows = await connection.execute(_PENDING)
        return [Pending(**{**row._mapping, "kind": ImportKind(row.kind)}) for row in rows]


async def count_pending(connection: AsyncConnection) -> int:
    """How many imports have rows still to be judged."""
    statement = select(func.count()).where(REGISTER_IMPORT.c.finished_at.is_(None))
    return await connection.scalar(statement) or 0


async def count_waiting(connection: AsyncConnection, account_id: UUID) -> int:
    """The same, of one account."""
    mine = REGISTER_IMPORT.c.account_id == account_id
    statement = select(func.count()).where(mine, REGISTER_IMPORT.c.finished_at.is_(None))
    return await connection.scalar(statement) or 0


async def fetch_imports(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """The caller's own imports, and of lists what the centre sees, newest first."""
    found, order = _imports_of(reading.caller), [REGISTER_IMPORT.c.import_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


def _imports_of(caller: Caller) -> Select[Any]:
    """His own; the centre, which revokes what a list did, sees the lists of all."""
    mine = REGISTER_IMPORT.c.account_id == caller.account_id
    if not is_of_centre(caller):
        return select(REGISTER_IMPORT).where(mine)
    return select(REGISTER_IMPORT).where(or_(mine, REGISTER_IMPORT.c.kind != ImportKind.REGISTRATIONS))


async def get_import(connection: AsyncConnection, import_id: UUID, caller: Caller) -> Row[Any]:
    """One of the same. Raises `ImportNotFound`."""
    row: Row[Any] | None = (
        await connection.execute(_imports_of(caller).where(REGISTER_IMPORT.c.import_id == import_id))
    ).first()
    if row is None:
        raise ImportNotFound
    return row


async def must_be_finished(connection: AsyncConnection, import_id: UUID, caller: Caller) -> ImportKind:
    """The kind of one that is. Raises `ImportNotFound`, `ImportUnfinished`."""
    found = await get_import(connection, import_id, caller)
    if found.finished_at is None:
        raise ImportUnfinished
    return ImportKind(found.kind)


async def fetch_verdicts(
    reading: Reading,
    import_id: UUID,
    outcome: Outcome | None,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The verdicts so far, of an import that is the caller's (`get_import`), by row; those with this outcome."""
    found = _verdicts_of(import_id).where(when(outcome, lambda outcome: IMPORT_ROW.c.outcome == outcome.value))
    order = [IMPORT_ROW.c.row_number]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


def _verdicts_of(import_id: UUID) -> Select[Any]:
    return select(IMPORT_ROW).where(IMPORT_ROW.c.import_id == import_id)


async def all_verdicts(connection: AsyncConnection, import_id: UUID) -> AsyncIterator[Sequence[Verdict]]:
    """Every verdict in the order of the sheet, some thousand at a time."""
    last = 0
    while True:
        following = _verdicts_of(import_id).where(IMPORT_ROW.c.row_number > last).order_by(IMPORT_ROW.c.row_number)
        rows = (await connection.execute(following.limit(ROWS_AT_ONCE))).all()
        if not rows:
            return
        yield [verdict_of(row) for row in rows]
        last = rows[-1].row_number


def verdict_of(row: Row[Any]) -> Verdict:
    """The verdict a row of `import_row` holds."""
    return Verdict(
        row_number=row.row_number,
        outcome=Outcome(row.outcome),
        veteran_id=row.veteran_id,
        duplicate_row=row.duplicate_row,
        faults=msgspec.convert(row.faults or [], tuple[FieldFault, ...]),
    )


# Somebody at a counter does something every few seconds.
AT_WORK_SECONDS = 5.0
# What was done in that time is among so many, at the first look in a while.
LOOKS_BACK = 1_000

_SEEN: ColumnElement[int] = bindparam("seen", type_=BigInteger())
_BUT: ColumnElement[Any] = bindparam("but", type_=ARRAY(Text()))
_LATELY: ColumnElement[datetime] = bindparam("lately", type_=DateTime(timezone=True))
# Machines fetch what came in all the time, and services have accounts of their own for what they do by themselves.
_PEOPLE = select(ACCOUNT.c.account_id).where(ACCOUNT.c.kind == Kind.PERSON)
_IS_WORK = and_(
    AUDIT.c.recorded_at > _LATELY, AUDIT.c.account_id.in_(_PEOPLE), AUDIT.c.correlation_id != func.all(_BUT)
)
_NEW = select(func.coalesce(func.max(AUDIT.c.audit_id), _SEEN), func.bool_or(_IS_WORK)).where(AUDIT.c.audit_id > _SEEN)


class Activity:
    """Looks at what came into the audit since it last looked."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._seen = 0
        self._looked_at = self._last_at = float("-inf")
        self._own: Mapping[str, float] = {}  # also of what has just ended

    async def others_at_work(self, *, but: Collection[str], since: datetime) -> bool:
        """Whether any person did anything in the last seconds, and since then, under another correlation id than these.
        What whoever asks did before he asked says nothing of what follows."""
        began = time.monotonic()
        lately_own = {each: at for each, at in self._own.items() if began - at < 2 * AT_WORK_SECONDS}
        self._own = lately_own | dict.fromkeys(but, began)
        async with self._engine.connect() as connection:
            if time.monotonic() - self._looked_at > AT_WORK_SECONDS:
                self._seen = (await connection.scalar(select(func.max(AUDIT.c.audit_id))) or 0) - LOOKS_BACK
            lately = max(since, now() - timedelta(seconds=AT_WORK_SECONDS))
            found = await connection.execute(_NEW, {"seen": self._seen, "but": list(self._own), "lately": lately})
            self._seen, are_others = found.one()
        self._looked_at = time.monotonic()
        if are_others:
            self._last_at = time.monotonic()
        return time.monotonic() - self._last_at < AT_WORK_SECONDS
