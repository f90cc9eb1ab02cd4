"""Taking over a list of units: all of it or nothing, or each row by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from services.registry.network.commands import add_unit
from services.registry.network.domain import OrgUnitInvalid
from services.registry.network.queries import find_unit
from services.registry.unit_lists.domain import AboveRefused, Line, differences, invalid, placed, read_list
from shared.command import Transaction, command
from shared.refusal import FieldFault, Forbidden, Refusal


@dataclass(frozen=True)
class Taken:
    """What a list changed. Units that are there already stay as they are, also those renamed or closed since."""

    added_count: int
    present_count: int


@dataclass(frozen=True)
class Became:
    """What became of a line: the unit was `added`, or is there already, or why not."""

    line: Line
    added: bool = False
    refusal: Refusal | None = None

    @property
    def faults(self) -> Sequence[FieldFault]:
        """Of a refusal that names no fields, itself."""
        refused = self.refusal
        if refused is None:
            return ()
        return refused.fields or (
            FieldFault("code", refused.code, refused.sentence("zh-CN"), refused.sentence("en")),
        )  # fmt: skip


@command
async def import_units(tx: Transaction, *, content: bytes) -> Taken:
    """Establish what a CSV (UTF-8 or GB18030) lists and is missing, all of it or nothing. Again changes nothing.

    Raises `UnitListUnreadable`, `UnitListInvalid`, `OutOfScope`.
    """
    became = await _take_over(tx, read_list(content))
    for each in became:
        if isinstance(each.refusal, Forbidden):
            raise each.refusal
    own = [each for each in became if not isinstance(each.refusal, AboveRefused)]  # each mistake is named once
    if faults := [placed(each.line.number, fault) for each in own for fault in each.faults]:
        raise invalid(faults)
    added = sum(each.added for each in became)
    return Taken(added, len(became) - added)


@command(keeps_answer=False)
async def take_over_units(tx: Transaction, *, lines: Sequence[Line]) -> Sequence[Became]:
    """Establish what the lines list, parents first, and is missing; what is wrong with one does not keep the others.
    Again, under a key as well, changes nothing: a unit that is there is said to be."""
    return await _take_over(tx, lines)


async def _take_over(tx: Transaction, lines: Sequence[Line]) -> Sequence[Became]:
    tx.concerns(f"list of {len(lines)} org-units")
    await tx.connection.execute(text("LOCK TABLE org_unit IN SHARE ROW EXCLUSIVE MODE"))
    became: dict[str, Became] = {}
    for line in lines:
        above = became.get(line.proposal.parent_code or "")
        refused = above is not None and above.refusal is not None
        became[line.proposal.org_code] = Became(line, refusal=AboveRefused()) if refused else await _one(tx, line)
    return list(became.values())


async def _one(tx: Transaction, line: Line) -> Became:
    if (unit := await find_unit(tx.connection, line.proposal.org_code)) is not None:
        found = differences(line, unit)
        return Became(line, refusal=OrgUnitInvalid(fields=found) if found else None)
    try:
        async with tx.connection.begin_nested():  # what the database refuses is taken back by itself
            await add_unit(tx, line.proposal)
    except Refusal as refusal:
        return Became(line, refusal=refusal)
    return Became(line, added=True)
