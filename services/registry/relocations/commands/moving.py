"""Part of commands: a file is brought to where somebody is from a day on."""

from typing import Any, NamedTuple

from sqlalchemy import Row

from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.corrections.queries.facts import UNIT
from services.registry.counting.domain import from_day
from services.registry.counting.queries import get_counted_periods
from services.registry.network.domain import OrgUnit
from services.registry.party_applications.commands import go_with_file
from services.registry.relocations.domain import Move
from services.registry.relocations.parameters import DIVISION, Kind
from services.registry.veterans.commands.changing import compare_again, write_field
from shared.command import Transaction
from shared.events.registry import CountedPeriod
from shared.privacy.keyring import Keyring


class Moved(NamedTuple):
    """The path of the responsible unit from now on, and how figures count the person from the day of the move on."""

    org_path: str
    counted_before: tuple[CountedPeriod, ...]
    counted: tuple[CountedPeriod, ...]


async def move_file(
    tx: Transaction, row: Row[Any], move: Move, unit: OrgUnit | None, *, keyring: Keyring, document: str
) -> Moved:
    """`row` is held (`lock_file`), and so is the unit reached; what the file said before is kept (R8).
    With the domicile goes what may go on of his applications to join the Party."""
    fields = {DIVISION[move.kind]: (move.left.division_code, move.reached.division_code)}
    if move.kind is Kind.DOMICILE:
        fields[UNIT] = (move.left.org_code or "", move.reached.org_code or "")
    before = await get_counted_periods(tx.connection, row, keyring)
    for field, (was, now) in fields.items():
        if was != now:
            await restate(tx, row, field, Fact(None, move.moved_on, now), keyring=keyring, document=document)
    await _write(tx, row, move, unit)
    if unit is not None and move.kind is Kind.DOMICILE:
        await go_with_file(tx, row, unit, on=move.moved_on, document=document)
    if UNIT not in fields or move.left.org_code == move.reached.org_code:
        return Moved(row.org_path, (), ())
    after = await get_counted_periods(tx.connection, row, keyring)
    path = unit.org_path if unit else row.org_path
    return Moved(path, from_day(before, move.moved_on), from_day(after, move.moved_on))


async def _write(tx: Transaction, row: Row[Any], move: Move, unit: OrgUnit | None) -> None:
    division, path = DIVISION[move.kind], unit.org_path if unit else None
    await write_field(tx, row, division, {division: move.reached.division_code})
    if move.kind is Kind.RESIDENCE:
        await write_field(tx, row, UNIT, {"residence_org_code": move.reached.org_code, "residence_path": path})
    else:
        await write_field(tx, row, UNIT, {"org_code": move.reached.org_code, "org_path": path})
        await compare_again(tx, row)
