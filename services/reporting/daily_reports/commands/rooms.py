"""A room hands its line in to its station, and corrects it while it is taken."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.daily_reports.domain.rooms import RoomLine, RoomLineNotFound, must_be_possible
from services.reporting.daily_reports.domain.sheet import Facts, Sheet, in_order
from services.reporting.daily_reports.queries.reports import count_of
from services.reporting.daily_reports.queries.rooms import find_line_sheet, lock_room_line
from services.reporting.daily_reports.tables import ROOM_LINE, ROOM_LINE_EDITION
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.queries import find_lists
from shared.clock import local_date
from shared.command import Transaction, command


@command
async def submit_room_line(
    tx: Transaction, line_id: UUID, sheet: Sheet, *, reason: str | None = None, edition: int | None = None
) -> RoomLine:
    """A sheet, or another one in place of the last; those before it are kept. `edition`: the one that was shown, 0 for
    none.

    Raises `RoomLineNotFound` (also outside the scope), `RoomLineChanged`, `RoomLineClosed`, `RoomLineInvalid`.
    """
    tx.concerns(f"room-line {line_id}", purpose=reason or "")
    before = await lock_room_line(tx.connection, line_id)
    tx.caller.must_cover(before.org_path, RoomLineNotFound())
    before.must_be(edition)
    before.must_be_open(tx.now)
    lines = (await find_lists(tx.connection)).on(before.day).lines
    counted = await count_of(tx.connection, lines, before.org_code, before.covers_from, before.day)
    stands = await find_line_sheet(tx.connection, line_id)
    nothing_from = (await find_timetable(tx.connection)).nothing_from(before.day)
    facts = Facts(lines, sheet, counted, reason, stands)
    must_be_possible(facts, today=local_date(tx.now), nothing_from=nothing_from, at=tx.now)
    after = before.handed_in(sheet, tx.now)
    own = ROOM_LINE.c.line_id == line_id
    await tx.connection.execute(update(ROOM_LINE).where(own).values(asdict(after)))
    said = {
        "line_id": line_id,
        "edition": after.edition,
        "lines": in_order(lines, sheet.lines),
        "counted": dict(counted),
        "text": sheet.text,
        "reason": reason,
        "written_by": tx.caller.account_id,
        "written_at": tx.now,
    }
    await tx.connection.execute(insert(ROOM_LINE_EDITION).values(said))
    return after
