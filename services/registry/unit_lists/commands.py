"""Taking over a list of units."""

from dataclasses import dataclass

from sqlalchemy import text

from services.registry.network.commands import add_unit
from services.registry.network.domain import CentreExists, OrgUnitInvalid
from services.registry.network.queries import find_unit
from services.registry.unit_lists.domain import Line, differences, fault_at, invalid, placed, read_list
from shared.command import Transaction, command
from shared.refusal import FieldFault


@dataclass(frozen=True)
class Taken:
    """What a list changed. Units that are there already stay as they are, also those renamed or closed since."""

    added_count: int
    present_count: int


@command
async def import_units(tx: Transaction, *, content: bytes) -> Taken:
    """Establish what a CSV (UTF-8 or GB18030) lists and is missing, all of it or nothing. Again changes nothing.

    Raises `UnitListUnreadable`, `UnitListInvalid`, `OutOfScope`.
    """
    lines = read_list(content)
    tx.concerns(f"list of {len(lines)} org-units")
    await tx.connection.execute(text("LOCK TABLE org_unit IN SHARE ROW EXCLUSIVE MODE"))
    added, faults, amiss = 0, list[FieldFault](), set[str | None]()
    for line in lines:
        if line.proposal.parent_code in amiss:  # each mistake is named once
            amiss.add(line.proposal.org_code)
            continue
        unit = await find_unit(tx.connection, line.proposal.org_code)
        found = differences(line, unit) if unit else await _established(tx, line)
        if found:
            amiss.add(line.proposal.org_code)
        faults += found
        added += unit is None and not found
    if faults:
        raise invalid(faults)
    return Taken(added, len(lines) - added)


async def _established(tx: Transaction, line: Line) -> list[FieldFault]:
    """What keeps the unit from being established."""
    try:
        await add_unit(tx, line.proposal)
    except OrgUnitInvalid as refused:
        return [placed(line.number, fault) for fault in refused.fields]
    except CentreExists as refused:
        return [fault_at(line.number, "kind", refused.code, "本县已有服务中心", "the county has no other centre")]
    return []
