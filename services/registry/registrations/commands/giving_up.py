"""Part of commands: a registration is given up, and what it said of the person is deleted."""

from typing import Any

from sqlalchemy import Row

from services.registry.families.queries.relations import is_relative
from services.registry.proxies.queries import is_proxy
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.commands.enrolment import forget
from services.registry.veterans.domain.standing import State
from services.registry.veterans.queries.persons import hold_person
from shared.command import Transaction


async def give_up(tx: Transaction, row: Row[Any]) -> None:
    """Of the registration of this row, which this transaction holds: the number is free; who is known as somebody's
    relative or proxy stays known as that."""
    await hold_person(tx.connection, row.veteran_id)
    is_known = await is_relative(tx.connection, row.veteran_id) or await is_proxy(tx.connection, row.veteran_id)
    await forget(tx.connection, row.veteran_id, is_known=is_known)
    await publish_change(tx, row, [], state=State.WITHDRAWN)
