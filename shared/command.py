"""The one mechanism for writes: lock → check → write → audit → idempotency → outbox last → commit, in one transaction.

    @command
    async def resolve_case(tx: Transaction, case_id: UUID, *, outcome: Outcome, resolved_on: date) -> UUID:
        case = await lock_case(tx.connection, case_id)
        tx.caller.must_cover(case.org_path)
        tx.concerns(f"case {case_id}")
        …
        tx.publish(CaseResolved(…), sequence=case.version + 1)
        return case_id

    await resolve_case(work, case_id, outcome=…, resolved_on=…)

A Refusal rolls everything back and leaves an audit row with its code. A deadlock or serialisation failure runs the
function again from the start, so it must have no effect outside `tx`. What it returns is kept for replays: give ids and
plain facts (anything msgspec encodes), never personal data.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints
from uuid import UUID

import msgspec
import stamina
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.audit.record import DONE, AuditEntry, record_audit, record_audit_and_answer
from shared.auth.caller import Caller
from shared.database.failures import is_conflict
from shared.events.contract import Event
from shared.http.idempotency import Answered, IdempotencyKey, claim
from shared.metrics.commands import COMMAND_SECONDS, COMMANDS_TOTAL
from shared.outbox.record import Outgoing, record
from shared.refusal import Refusal

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Work:
    """What a command needs from outside: where to write, who asks, what time it is, the key of a repeatable request.

    One key serves one command. An endpoint that runs several gives the others `replace(work, idempotency=None)`.
    """

    engine: AsyncEngine
    caller: Caller
    now: datetime
    idempotency: IdempotencyKey | None = None


@dataclass(slots=True)
class Transaction:
    """The open transaction a command's body works in. It commits when the body returns; the body never does."""

    connection: AsyncConnection
    caller: Caller
    now: datetime
    entry: AuditEntry
    outgoing: list[Outgoing] = field(default_factory=list)

    def concerns(self, subject: str, *, purpose: str = "", on_behalf_of: str = "") -> None:
        """For the audit row: about what (`case 0190…`), why, and whose proxy. Ids and codes, no personal data."""
        self.entry = replace(self.entry, subject=subject, purpose=purpose, on_behalf_of=on_behalf_of)

    def publish(
        self,
        event: Event,
        *,
        sequence: int,
        synthetic: bool = False,
        supersedes: UUID | None = None,
        effective_on: date | None = None,
    ) -> None:
        """Send `event` with the commit. `sequence` is the aggregate's version after this change: 1..n, no gaps."""
        self.outgoing.append(Outgoing(event, sequence, synthetic, supersedes, effective_on))

    def publish_many(self, outgoing: Sequence[Outgoing]) -> None:
        """The same for a bulk, in one statement."""
        self.outgoing.extend(outgoing)


def command(
    function: Callable[Concatenate[Transaction, P], Awaitable[R]],
) -> Callable[Concatenate[Work, P], Coroutine[Any, Any, R]]:
    """Turn a function of a Transaction into one of Work. Its audit action is its name in kebab-case."""
    action = function.__name__.replace("_", "-")

    @wraps(function)
    async def run(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
        async def body(tx: Transaction) -> R:
            return await function(tx, *args, **kwargs)

        with COMMAND_SECONDS.labels(action).time():
            return await _retrying(work, action, body, lambda: get_type_hints(function)["return"])

    return run


async def _retrying(
    work: Work, action: str, body: Callable[[Transaction], Awaitable[R]], returned: Callable[[], Any]
) -> R:
    try:
        return await _once(work, action, body, returned)
    except DBAPIError as fault:
        if not is_conflict(fault):
            raise
    # Only now: stamina's context costs more than all the rest of this file.
    async for attempt in stamina.retry_context(on=is_conflict, attempts=6, timeout=10, wait_initial=0.02, wait_max=0.5):
        with attempt:
            return await _once(work, action, body, returned)
    raise AssertionError("stamina gave up without an error")


async def _once(work: Work, action: str, body: Callable[[Transaction], Awaitable[R]], returned: Callable[[], Any]) -> R:
    async with work.engine.connect() as connection:
        entry = AuditEntry(work.caller.account_id, action, address=work.caller.address)
        tx = Transaction(connection, work.caller, work.now, entry)
        try:
            answered = await _claim(tx, work.idempotency)
            if answered is not None:
                COMMANDS_TOTAL.labels(action, "replayed").inc()
                return cast(R, msgspec.json.decode(answered.result, type=returned()))
            result = await body(tx)
            await _settle(tx, work.idempotency, result)
            await connection.commit()
        except Refusal as refusal:
            await connection.rollback()
            await record_audit(connection, replace(tx.entry, result=refusal.code), now=work.now)
            await connection.commit()
            refusal.recorded = True
            COMMANDS_TOTAL.labels(action, refusal.code).inc()
            raise
    COMMANDS_TOTAL.labels(action, DONE).inc()
    return result


async def _claim(tx: Transaction, key: IdempotencyKey | None) -> Answered | None:
    if key is None:
        return None
    return await claim(tx.connection, key, account_id=tx.caller.account_id, action=tx.entry.action, now=tx.now)


async def _settle(tx: Transaction, key: IdempotencyKey | None, result: object) -> None:
    """Audit and answer in one statement, then the outbox rows last, in one: they wait for the commit only briefly."""
    if key is None:
        await record_audit(tx.connection, tx.entry, now=tx.now)
    else:
        answer = msgspec.json.encode(result)
        await record_audit_and_answer(tx.connection, tx.entry, key=key.value, answer=answer, now=tx.now)
    if tx.outgoing:
        await record(tx.connection, tx.outgoing, now=tx.now)
