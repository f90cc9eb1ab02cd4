"""Many meetings at once, one after the other: each is recorded or refused by itself, as a single one is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.registry.branch_life.commands.recording import record_branch_meeting
from services.registry.branch_life.domain import Sheet
from shared.command import Work
from shared.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Asked:
    """A row: its number, of which organisation, and what it says."""

    number: int
    party_org_code: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a row: recorded, `late_days` after it was in time; or why not."""

    number: int
    party_org_code: str
    refusal: Refusal | None = None
    late_days: int = 0


async def record_many(work: Work, rows: Sequence[Asked], *, dry_run: bool) -> list[Answered]:
    """Handed in again, what was recorded is refused as recorded already. A dry run records nothing."""
    each_by_itself = replace(work, idempotency=None, rehearsal=dry_run)
    return [await _record(each_by_itself, row) for row in rows]


async def _record(work: Work, row: Asked) -> Answered:
    try:
        record = await record_branch_meeting(work, row.party_org_code, row.sheet)
    except Refusal as refusal:
        return Answered(row.number, row.party_org_code, refusal)
    return Answered(row.number, row.party_org_code, late_days=record.late_days)
