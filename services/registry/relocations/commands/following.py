"""Part of commands: whoever is brought back to units that have closed meanwhile moves on from them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.corrections.queries.facts import places_of
from services.registry.network.queries import hold_active_above, hold_unit
from services.registry.relocations.commands.moving import move_file
from services.registry.relocations.commands.recording import put_down_move, spot_of
from services.registry.relocations.domain import Move, Spot
from services.registry.relocations.parameters import Kind
from services.registry.relocations.queries import find_last
from services.registry.veterans.queries.holding import lock_any_file
from shared.clock import local_date
from shared.command import Transaction
from shared.privacy.keyring import Keyring


async def follow_closed_units(
    tx: Transaction, veteran_id: UUID, version: int, *, keyring: Keyring, document: str
) -> int:  # fmt: skip
    """Of somebody who is registered again, and whose unit has closed, the next one above that works answers for him
    (R2); where the one that served him closed, none does but his own. From the day on which it closed, by moves like
    any other, on the same document. Answers the version from now on, which is `version` where both work. Raises
    `OrgUnitIsClosed` where he came to the first on that day or later."""
    for kind in Kind:
        row = await lock_any_file(tx.connection, veteran_id)
        if row is not None:
            version = await _follow(tx, row, kind, keyring=keyring, document=document)
    return version


async def _follow(tx: Transaction, row: Row[Any], kind: Kind, *, keyring: Keyring, document: str) -> int:
    left = spot_of(row, kind)
    closed = await hold_unit(tx.connection, left.org_code) if left.org_code else None
    if closed is None or closed.closed_on is None:
        return int(row.version)
    came_on = await _came_on(tx, row, kind, keyring)
    if closed.closed_on <= came_on:
        if kind is Kind.DOMICILE:
            closed.must_be_active()
        return int(row.version)
    above = await hold_active_above(tx.connection, closed) if kind is Kind.DOMICILE else None
    reached = Spot(left.division_code, above.org_code if above else None)
    move = Move(kind, left, reached, closed.closed_on, row.registered_on, came_on, local_date(tx.now))
    moved = await move_file(tx, row, move, above, keyring=keyring, document=document)
    return (await put_down_move(tx, row, move, above, moved, document=document)).version


async def _came_on(tx: Transaction, row: Row[Any], kind: Kind, keyring: Keyring) -> date:
    if kind is Kind.DOMICILE:
        return (await places_of(tx.connection, row, keyring))[-1].on
    last = await find_last(tx.connection, row.veteran_id, kind)
    came_on: date = last.moved_on if last else row.registered_on
    return came_on
