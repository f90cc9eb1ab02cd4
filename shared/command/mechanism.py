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
plain facts (anything msgspec encodes). What answers personal data or a secret, and what counts each time, is
`@command(keeps_answer=False)`: an idempotency key has no effect on it, nothing is kept; asked again, it is done again.
A rehearsal (`Work.rehearsal`) ends before the audit row, and its transaction is rolled back; only what was denied is
recorded of it. Several that follow each other (`rehearsing`) find what those before them wrote, each in a savepoint.
So do commands that are run `together`, and they commit at once: what one refuses takes nothing from the others.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import cache, partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints, overload

import msgspec
import stamina
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.record import DONE, AuditEntry, record_audit
from shared.command.closing import close
from shared.command.metrics import COMMAND_SECONDS, COMMANDS_TOTAL
from shared.command.transaction import Enclosing, Transaction, Work
from shared.crashpoint import reach
from shared.database.driver import autocommitting, transaction
from shared.database.failures import is_conflict
from shared.idempotency.claim import Answered, AnswerOutdated, IdempotencyKey, claim
from shared.outbox.waking import wake
from shared.refusal import Forbidden, Refusal, denial_in

P = ParamSpec("P")
R = TypeVar("R")


@overload
def command(
    function: Callable[Concatenate[Transaction, P], Awaitable[R]],
) -> Callable[Concatenate[Work, P], Coroutine[Any, Any, R]]: ...


@overload
def command(
    *, keeps_answer: bool
) -> Callable[
    [Callable[Concatenate[Transaction, P], Awaitable[R]]], Callable[Concatenate[Work, P], Coroutine[Any, Any, R]]
]: ...


def command(function: Callable[..., Awaitable[Any]] | None = None, *, keeps_answer: bool = True) -> Callable[..., Any]:
    """Turn a function of a Transaction into one of Work. Its audit action is its name in kebab-case."""
    if function is None:
        return partial(_command, keeps_answer=keeps_answer)
    return _command(function, keeps_answer=keeps_answer)


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


@asynccontextmanager
async def rehearsing(work: Work) -> AsyncIterator[Work]:
    """For rehearsals that follow each other, as many rows do: each finds what those before it would have written. All
    of it is taken back in the end; until then it keeps what it has locked."""
    async with autocommitting(work.engine).connect() as connection:
        try:
            async with transaction(connection):
                yield replace(work, idempotency=None, rehearsal=True, within=Enclosing(connection))
                raise _Rehearsed(None)
        except _Rehearsed:
            return


@asynccontextmanager
async def together(work: Work) -> AsyncIterator[Work]:
    """For commands that follow each other and commit at once, each with an audit row and events of its own: a commit
    that others share, and events that are sent and applied as one batch. A refusal is one command's; whatever else is
    raised, a conflict with others too, is to end all of them, which may then be done one by one."""
    async with autocommitting(work.engine).connect() as connection:
        enclosing = Enclosing(connection)
        async with transaction(connection):
            yield replace(work, within=enclosing)
        await wake(work.engine, connection)
    for act in enclosing.committed:
        act()


def _command(
    function: Callable[Concatenate[Transaction, P], Awaitable[R]], *, keeps_answer: bool
) -> Callable[Concatenate[Work, P], Coroutine[Any, Any, R]]:
    action = function.__name__.replace("_", "-")

    @cache
    def returned() -> Any:
        """Looked up late: the annotation may name what the module defines below the command."""
        return get_type_hints(function)["return"]

    @wraps(function)
    async def run(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
        async def body(tx: Transaction) -> R:
            return await function(tx, *args, **kwargs)

        repeatable = work if keeps_answer and not work.rehearsal else replace(work, idempotency=None)
        with COMMAND_SECONDS.labels(action).time():
            return await _retrying(repeatable, action, body, returned)

    return run


async def _retrying(
    work: Work, action: str, body: Callable[[Transaction], Awaitable[R]], returned: Callable[[], Any]
) -> R:
    try:
        return await _once(work, action, body, returned)
    except Exception as fault:
        # What holds others up from within a transaction does so still when it is done again.
        if not is_conflict(fault) or (work.within and not work.rehearsal):
            raise
    # Only now: stamina's context costs more than all the rest of this file.
    async for attempt in stamina.retry_context(on=is_conflict, attempts=6, timeout=10, wait_initial=0.02, wait_max=0.5):
        with attempt:
            return await _once(work, action, body, returned)
    raise AssertionError("stamina gave up without an error")


async def _once(work: Work, action: str, body: Callable[[Transaction], Awaitable[R]], returned: Callable[[], Any]) -> R:
    async with _connected(work) as connection:
        entry = AuditEntry(work.caller.account_id, action, address=work.caller.address)
        tx = Transaction(connection, replace(work.caller, reached=set()), work.now, entry, is_rehearsal=work.rehearsal)
        try:
            async with transaction(connection):
                reach("command.before-lock")
                answered = await _claim(tx, work.idempotency)
                if answered is not None:
                    COMMANDS_TOTAL.labels(action, "replayed").inc()
                    return cast(R, _replayed(answered, returned))
                result = await body(tx)
                if work.rehearsal:
                    return _rehearsed(work, action, result)
                reach("command.after-state")
                await _close(tx, work.idempotency, result, returned)
                reach("command.before-commit")
            reach("command.after-commit")
            await _wake_the_relay(tx, work)
        except _Rehearsed as rehearsed:
            COMMANDS_TOTAL.labels(action, "rehearsed").inc()
            return cast(R, rehearsed.result)
        except Refusal as refusal:
            await _record_refusal(tx, work, refusal)
            COMMANDS_TOTAL.labels(action, refusal.code).inc()
            raise
    _once_committed(work, [COMMANDS_TOTAL.labels(action, DONE).inc, *tx.committed])
    return result


def _once_committed(work: Work, acts: Sequence[Callable[[], object]]) -> None:
    """Now, or with the transaction that the command is a part of."""
    if work.within is not None:
        work.within.committed.extend(acts)
        return
    for act in acts:
        act()


async def _wake_the_relay(tx: Transaction, work: Work) -> None:
    """Where there is something to send: of what is within a transaction, nothing yet."""
    if tx.outgoing and work.within is None:
        await wake(work.engine, tx.connection)


def _rehearsed(work: Work, action: str, result: R) -> R:
    """Within a transaction what it wrote stays for those that follow."""
    if work.within is None:
        raise _Rehearsed(result)
    COMMANDS_TOTAL.labels(action, "rehearsed").inc()
    return result


@asynccontextmanager
async def _connected(work: Work) -> AsyncIterator[AsyncConnection]:
    if work.within is not None:
        yield work.within.connection  # where a transaction has begun: ours is a savepoint of it
        return
    async with autocommitting(work.engine).connect() as connection:
        yield connection


async def _record_refusal(tx: Transaction, work: Work, refusal: Refusal) -> None:
    """On a connection of its own where all is taken back in the end, the rehearsal's too."""
    kept = denial_in(refusal) or refusal
    if not work.rehearsal or isinstance(kept, Forbidden):
        apart = work.within and work.rehearsal
        async with _connected(replace(work, within=None)) if apart else nullcontext(tx.connection) as connection:
            await record_audit(connection, replace(tx.told, result=kept.code), now=work.now)
        refusal.recorded = True


def _replayed(answered: Answered, returned: Callable[[], Any]) -> Any:
    """Raises AnswerOutdated: a version before this one gave it, and it says something else than this one would."""
    try:
        return msgspec.json.decode(answered.result, type=returned())
    except msgspec.MsgspecError:
        raise AnswerOutdated from None


async def _claim(tx: Transaction, key: IdempotencyKey | None) -> Answered | None:
    if key is None:
        return None
    return await claim(tx.connection, key, account_id=tx.caller.account_id, action=tx.entry.action, now=tx.now)


async def _close(tx: Transaction, key: IdempotencyKey | None, result: object, returned: Callable[[], Any]) -> None:
    """Audit, answer and, last, the outbox rows: they wait for the commit only briefly."""
    answer = None
    if key is not None:
        answer = key.value, msgspec.json.encode(result)
        msgspec.json.decode(answer[1], type=returned())  # what could not be answered again fails now, not at the replay
    await close(tx.connection, tx.told, tx.outgoing, now=tx.now, answer=answer)
