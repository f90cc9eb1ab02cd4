"""What the API says about a list of units."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

from pydantic import BaseModel, Field
from starlette.requests import Request

from services.registry.unit_lists.commands import Became, Taken, take_over_units
from services.registry.unit_lists.domain import read_lines
from services.registry.unit_lists.parameters import LAYOUT
from shared.command import Work
from shared.workbooks.lines import Answer, Line
from shared.workbooks.refusals import RowInvalid
from shared.workbooks.uploading import BatchView, RowView, lines_in, uploaded


class UnitListView(BaseModel):
    """What a list changed."""

    added_count: int
    present_count: int = Field(description="there already; they stay as they are, also those renamed or closed since")

    @classmethod
    def of(cls, taken: Taken) -> Self:
        return cls(added_count=taken.added_count, present_count=taken.present_count)


class UnitRowView(RowView):
    """What became of a row: the unit is established, or there already, or why not."""

    unit_code: str


class UnitBatchView(BatchView):
    """What became of each row, in their order."""

    rows: Sequence[UnitRowView]


async def take_over_workbook(work: Work, request: Request) -> UnitBatchView:
    """Judge each row of an uploaded workbook, or establish its unit. Raises what reading it does."""
    async with uploaded(request) as sent:
        rows = await lines_in(sent.file, LAYOUT)
        dry_run = sent.dry_run
    readable = [row for row in rows if not row.faults]
    lines, faults = read_lines((row.number, row.said) for row in readable)
    own = replace(work, rehearsal=dry_run)
    became = {each.line.number: each for each in await take_over_units(own, lines=lines)} if lines else {}
    judged = [_row(row, became, RowInvalid(fields=faults.get(row.number, row.faults)), dry_run=dry_run) for row in rows]
    return UnitBatchView.of(judged, dry_run=dry_run)


def _row(row: Line, became: Mapping[int, Became], unreadable: RowInvalid, *, dry_run: bool) -> UnitRowView:
    done = became.get(row.number)
    refusal = unreadable if done is None else done.refusal
    view = UnitRowView.of(Answer(row, refusal=refusal), dry_run=dry_run, unit_code=row.said.get("code", ""))
    return view if refusal or (done and done.added) else view.model_copy(update={"outcome": "present"})
