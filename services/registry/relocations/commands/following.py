"""Part of commands: whoever is brought back to a unit that has closed meanwhile goes to the one above it."""

from uuid import UUID

from services.registry.corrections.queries.facts import places_of
from services.registry.network.queries import hold_active_above, hold_unit
from services.registry.relocations.commands.moving import move_file
from services.registry.relocations.commands.recording import put_down_move, spot_of
from services.registry.relocations.domain import Move, Spot
from services.registry.relocations.parameters import Kind
from services.registry.veterans.queries.holding import lock_any_file
from shared.clock import local_date
from shared.command import Transaction
from shared.privacy.keyring import Keyring


async def follow_closed_unit(
    tx: Transaction, veteran_id: UUID, version: int, *, keyring: Keyring, document: str
) -> int:  # fmt: skip
    """The living are somebody's to look after (R2): of somebody who is registered again, at a unit that has closed, the
    next one above that works, from the day on which it closed; that is a move like any other, on the same document.
    Answers the version from now on, which is `version` where the unit works. Raises `OrgUnitIsClosed` where he came to
    it on that day or later."""
    row = await lock_any_file(tx.connection, veteran_id)
    closed = await hold_unit(tx.connection, row.org_code) if row else None
    if row is None or closed is None or closed.closed_on is None:
        return version
    came_on = (await places_of(tx.connection, row, keyring))[-1].on
    if closed.closed_on <= came_on:
        closed.must_be_active()
    above = await hold_active_above(tx.connection, closed)
    left = spot_of(row, Kind.DOMICILE)
    reached, today = Spot(left.division_code, above.org_code), local_date(tx.now)
    move = Move(Kind.DOMICILE, left, reached, closed.closed_on, row.registered_on, came_on, today)
    moved = await move_file(tx, row, move, above, keyring=keyring, document=document)
    return (await put_down_move(tx, row, move, above, moved, document=document)).version
