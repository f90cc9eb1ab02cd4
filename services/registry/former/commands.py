"""Parts of commands: what a record said is kept before it is corrected, and forgotten with its person."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Table, Text, cast, delete, func, insert, literal, select

from services.registry.former.tables import FORMER_RECORD
from shared.command import Transaction


async def keep_former(tx: Transaction, table: Table, record_id: UUID | str, reason: str) -> None:
    """The row of this table as it stands, whose key is its first column, and which has a `version`."""
    [key] = table.primary_key.columns
    said = select(
        literal(table.name),
        cast(key, Text),
        table.c.version,
        func.to_jsonb(table.table_valued()),
        literal(reason),
        literal(tx.caller.account_id),
        literal(tx.now),
    ).where(key == record_id)
    names = [column.name for column in FORMER_RECORD.columns]
    await tx.connection.execute(insert(FORMER_RECORD).from_select(names, said))


async def forget_former(tx: Transaction, table: Table, record_ids: Collection[UUID]) -> None:
    """Nothing is known any more of what these records said."""
    own = FORMER_RECORD.c
    await tx.connection.execute(
        delete(FORMER_RECORD).where(own.kind == table.name, own.record_id.in_([str(each) for each in record_ids]))
    )
