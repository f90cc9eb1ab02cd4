"""Part of commands: a registration is given up, and what it said of the person is deleted."""

from typing import Any

from sqlalchemy import Row

from services.registry.registrations.commands.keeping import is_known_otherwise
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.commands.enrolment import forget
from services.registry.veterans.domain.standing import FileState
from shared.command import Transaction


async def give_up(tx: Transaction, row: Row[Any]) -> None:
    """Of the registration of this row, which this transaction holds: the number is free; who is known as somebody's
    relative or proxy, or as a party to a case, stays known as that."""
    await forget(tx.connection, row.veteran_id, is_known=await is_known_otherwise(tx, row.veteran_id))
    await publish_change(tx, row, [], state=FileState.WITHDRAWN)
