"""Parts of commands: one file is written, and its stream goes on."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, update
from sqlalchemy.dialects.postgresql import insert

from services.registry.veterans.parameters.fields import FIELD, Holder
from services.registry.veterans.tables import AGE_LOOKED_AT, FILE_TO_COMPARE, PERSON, VETERAN
from shared.command import Transaction
from shared.events.contract import Event


class Recorded(NamedTuple):
    """What a file answers that something was recorded in: its version from now on, and the id of the record."""

    version: int
    record_id: UUID


async def write_field(tx: Transaction, row: Row[Any], field: str, columns: Mapping[str, Any]) -> None:
    """`columns` of the table that holds the field."""
    if FIELD[field].holder is Holder.PERSON:
        written = update(PERSON).where(PERSON.c.person_id == row.veteran_id)
    else:
        written = update(VETERAN).where(VETERAN.c.veteran_id == row.veteran_id)
    await tx.connection.execute(written.values(columns))


async def publish_change(tx: Transaction, row: Row[Any], events: Sequence[Event], **columns: Any) -> int:
    """Tell of what was done to the file of this row (`lock_file`); `columns` are those of its record that change with
    it. Answers the version from now on."""
    version: int = row.version + len(events)
    written = update(VETERAN).where(VETERAN.c.veteran_id == row.veteran_id)
    await tx.connection.execute(written.values(version=version, **columns))
    for sequence, event in enumerate(events, start=row.version + 1):
        tx.publish(event, sequence=sequence, synthetic=row.synthetic)
    return version


async def compare_again(tx: Transaction, row: Row[Any]) -> None:
    """What somebody may be recognised by has changed: the file of this row is compared with all others once more, and
    the person's age looked at."""
    await look_at_age(tx, row.veteran_id)
    asked = insert(FILE_TO_COMPARE).values(person_id=row.veteran_id, asked_at=tx.now)
    # A row that waits already is written all the same: whoever compares meanwhile leaves it for after the commit.
    again = asked.on_conflict_do_update(index_elements=["person_id"], set_={"asked_at": tx.now})
    await tx.connection.execute(again)


async def look_at_age(tx: Transaction, person_id: UUID) -> None:
    """It may be told of anew: what is known of the birth has changed, or for which categories somebody applied."""
    await tx.connection.execute(delete(AGE_LOOKED_AT).where(AGE_LOOKED_AT.c.person_id == person_id))
