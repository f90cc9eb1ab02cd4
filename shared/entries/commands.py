"""Recording an entry, taking it a step further, correcting it, revoking it: the same for every book."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction, command
from shared.entries.acting import above, begin, go_on, must_not_open_under, say_otherwise, take_back
from shared.entries.definition import BookDefinition
from shared.entries.domain import (
    REVOKED,
    STEPPED_BACK,
    EntryChanged,
    EntryIsRevoked,
    EntryNotFound,
    NoStepToTakeBack,
    must_hold,
)
from shared.entries.queries import list_versions, lock_entry, read_fact
from shared.entries.writing import Act, publish, write
from shared.ids import new_id


@command
async def record_entry(
    tx: Transaction,
    book: BookDefinition,
    facts: dict[str, Any],
    *,
    document: str,
    once: bool = False,
    recusal: Recusal = NOT_RECUSED,
) -> UUID:
    """Answers its id. `once`: unless an entry that stands says the same, as when a file is sent again. `recusal`, here
    and below: on whom the caller decides nothing.

    Raises what `must_not_be_recused` and `take_in` of those whose entry it is do, `OutOfScope`, `EntryNotFound` (of
    what it is to stand under), `EntryIsRevoked`, `EntryInvalid`, `EntryExists`.
    """
    entry_id = new_id()
    tx.concerns(f"{book.name} {entry_id}", purpose=document)
    await book.whose.must_not_be_recused(tx, recusal, facts.get(book.whose.field))
    await begin(tx, book, facts, document=document, entry_id=entry_id, once=once)
    return entry_id


@command
async def correct_entry(
    tx: Transaction,
    book: BookDefinition,
    entry_id: UUID,
    facts: dict[str, Any],
    *,
    document: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """It says this instead, from the first; where and under what it stands, stays, and so does what is not given of
    a step. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `EntryInvalid`, `EntryExists`.
    """
    row = await _locked(tx, book, entry_id, document, recusal=recusal, version=version)
    return await say_otherwise(tx, book, row, facts, document=document)


@command
async def take_step(
    tx: Transaction,
    book: BookDefinition,
    entry_id: UUID,
    step: str,
    *,
    on: date,
    document: str,
    said: dict[str, Any] | None = None,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """The entry goes on; a step `by_owner` is taken by whoever acts for the unit that does what it says, too. Answers
    its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `StepNotPossible`, `EntryInvalid`, `EntryInUse`.
    """
    row = await _locked(
        tx, book, entry_id, document, recusal=recusal, version=version, by_owner=book.step[step].by_owner
    )
    return await go_on(tx, book, row, book.step[step], on=on, document=document, said=said or {})


@command
async def take_step_back(
    tx: Transaction,
    book: BookDefinition,
    entry_id: UUID,
    *,
    reason: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """The last step was recorded by mistake: the entry says again what it said before. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `NoStepToTakeBack`, `EntryAboveEnded`, `EntryInvalid`,
    `EntryExists`, and what `take_in` does.
    """
    row = await _locked(tx, book, entry_id, reason, recusal=recusal, version=version)
    last, *earlier = await list_versions(tx.connection, book, entry_id)
    if last.act not in book.step or not earlier:
        raise NoStepToTakeBack
    said = earlier[0].facts
    back = {name: read_fact(book, name, said.get(name)) for name in book.facts}
    over = await above(tx, book, row._asdict())
    must_hold(await book.looks(tx, {**row._mapping, **back}))
    must_not_open_under(book, over, row, back)
    place = await book.whose.hold(tx.connection, row)
    line = await write(tx, book, row, Act(STEPPED_BACK, back, reason), place)
    publish(tx, book, book.telling.corrected, line, place, before=row._asdict())
    return int(line["version"])


@command
async def revoke_entry(
    tx: Transaction,
    book: BookDefinition,
    entry_id: UUID,
    *,
    reason: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> int:
    """It was recorded by mistake, and is as if it had never been; it is kept. Answers its version from now on.

    Raises `EntryNotFound`, `EntryChanged`, `EntryIsRevoked`, `EntryHolds`.
    """
    row = await _locked(tx, book, entry_id, reason, recusal=recusal, version=version)
    return await take_back(tx, book, row, reason=reason)


async def _locked(
    tx: Transaction,
    book: BookDefinition,
    entry_id: UUID,
    document: str,
    *,
    recusal: Recusal,
    version: int | None,
    by_owner: bool = False,
) -> Row[Any]:
    tx.concerns(f"{book.name} {entry_id}", purpose=document)
    row = await lock_entry(tx.connection, book, entry_id)
    place = await book.whose.hold(tx.connection, row)
    if not (by_owner and await _is_owner(tx, book, row)):
        tx.caller.must_cover(place.org_path, EntryNotFound())
    await book.whose.must_not_be_recused(tx, recusal, row._mapping[book.whose.field])
    if version not in {None, row.version}:
        raise EntryChanged
    if row.state == REVOKED.code:
        raise EntryIsRevoked
    return row


async def _is_owner(tx: Transaction, book: BookDefinition, row: Row[Any]) -> bool:
    """Whether the caller acts for the unit that does what the entry says."""
    if book.owner is None:
        return False
    paths = await book.whose.paths_of_units(tx.connection, [row._mapping[book.owner]])
    return any(tx.caller.covers(path) for path in paths.values())
