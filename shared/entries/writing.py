"""How an entry is written: its row, a version of what it says, and what others are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, insert, update

from shared.command import Transaction
from shared.database.guards import refusing
from shared.entries.definition import KEY, BookDefinition
from shared.entries.domain import (
    CORRECTED,
    EntryExists,
    EntryInvalid,
    Facts,
    unknown,
)
from shared.entries.whose import Place
from shared.events.contract import Event
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Act:
    """What is done about an entry, on which ground; `own` is what it says otherwise from now on."""

    name: str
    own: dict[str, Any]
    document: str


def refusals(book: BookDefinition) -> dict[str, Refusal]:
    """What the constraints of its table refuse."""
    refused = {name: EntryInvalid(fields=[unknown(field)]) for name, field in book.refers.items()}
    return {**dict.fromkeys(book.unique, EntryExists()), **refused}


async def write(tx: Transaction, book: BookDefinition, row: Row[Any], act: Act, place: Place) -> dict[str, Any]:
    """The entry as it stands from now on, where whoever it is of stands; a new version of it is kept. Raises what
    `take_in` does where its unit would hold again what keeps it from closing."""
    if act.own.get("state") in book.occupies and row.state not in book.occupies:
        await book.whose.take_in(tx.connection, row._mapping[book.whose.field])
    changed = {**act.own, **place.columns, "version": row.version + 1}
    if act.name == CORRECTED:
        changed["document"] = act.document
    with refusing(refusals(book)):
        await tx.connection.execute(update(book.table).where(book.table.c[KEY] == row.entry_id).values(changed))
    line = {**row._mapping, **changed}
    await write_version(tx, book, line, act.name, act.document)
    await book.follows(tx, line, place)
    return line


async def write_version(tx: Transaction, book: BookDefinition, line: Facts, act: str, document: str) -> None:
    """What the entry says from now on, kept for good."""
    await tx.connection.execute(insert(book.whose.versions).values(version_of(tx, book, line, act, document)))


def version_of(tx: Transaction, book: BookDefinition, line: Facts, act: str, document: str) -> dict[str, Any]:
    """The same as a line of its table."""
    return {
        "entry_id": line[KEY],
        "version": line["version"],
        "book": book.name,
        "act": act,
        "facts": msgspec.to_builtins({name: line.get(name) for name in book.facts}),
        "document": document,
        "changed_by": tx.caller.account_id,
        "changed_at": tx.now,
    }


def publish(
    tx: Transaction,
    book: BookDefinition,
    contract: type[Event],
    line: Facts,
    place: Place,
    *,
    before: Facts | None = None,
) -> None:
    """What the entry says now and, where it changed, what it said before."""
    names: Sequence[str] = book.telling.state.__struct_fields__
    told = {name: line.get(name) for name in contract.__struct_fields__ if name != "before"}
    if before is not None:
        told["before"] = book.telling.state(**{name: before.get(name) for name in names})
    tx.publish(contract(**told), sequence=line["version"], synthetic=place.synthetic)
