"""The centre drafts lists of lines, corrects and gives up drafts; a leader brings one into force, or takes it back
before its first day."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from services.reporting.report_lines.domain import ReportLinesExist, Version, must_be_possible, without_empty
from services.reporting.report_lines.parameters import LineList
from services.reporting.report_lines.queries import find_lists, kept, lock_version
from services.reporting.report_lines.tables import REPORT_LINE_LIST
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.database.locks import REPORT_LINES
from shared.ids import new_id

# A code means one thing in all lists, so whoever brings one into force waits for the other.
_TURN = select(func.pg_advisory_xact_lock(*REPORT_LINES))


@command
async def draft_report_lines(tx: Transaction, said: LineList) -> UUID:
    """For a leader to look at; no report has these lines yet. Raises `ReportLinesInvalid`."""
    drafted = Version(new_id(), without_empty(said), written_by=tx.caller.hands)
    tx.concerns(f"report-lines {drafted.list_id}", purpose=said.source)
    await _judge(tx, said)
    row = {**_columns(drafted), "written_at": tx.now}
    await tx.connection.execute(insert(REPORT_LINE_LIST).values(row))
    return drafted.list_id


@command
async def correct_report_lines(
    tx: Transaction, list_id: UUID, said: LineList, *, version: int | None = None
) -> Version:
    """A draft says this instead. Raises `ReportLinesNotFound`, `ReportLinesChanged`, `ReportLinesNotADraft`,
    `ReportLinesInvalid`."""
    before = await _lock(tx, list_id, version, purpose=said.source)
    after = before.corrected(without_empty(said), tx.caller.hands)
    await _judge(tx, said)
    await _store(tx, after, written_at=tx.now)
    return after


@command
async def adopt_report_lines(tx: Transaction, list_id: UUID, *, version: int | None = None) -> Version:
    """Reports have these lines from its first day on. Raises `ReportLinesNotFound`, `ReportLinesChanged`,
    `ReportLinesNotADraft`, `OwnReportLines`, `ReportLinesBegun`, `ReportLinesInvalid`, `ReportLinesExist`."""
    await tx.connection.execute(_TURN)
    before = await _lock(tx, list_id, version)
    after = before.adopted(local_date(tx.now), tx.caller.hands)
    await _judge(tx, after.said)
    with refusing({"uq_report_line_list_since": ReportLinesExist(since=after.said.since)}):
        await _store(tx, after, adopted_by=tx.caller.account_id, adopted_at=tx.now)
    return after


@command
async def withdraw_report_lines(tx: Transaction, list_id: UUID, *, reason: str, version: int | None = None) -> Version:
    """A draft is given up. Raises `ReportLinesNotFound`, `ReportLinesChanged`, `ReportLinesNotADraft`."""
    after = (await _lock(tx, list_id, version, purpose=reason)).withdrawn()
    await _store(tx, after, **_given_up(tx, reason))
    return after


@command
async def revoke_report_lines(tx: Transaction, list_id: UUID, *, reason: str, version: int | None = None) -> Version:
    """What was brought into force never holds. Raises `ReportLinesNotFound`, `ReportLinesChanged`,
    `ReportLinesNotInForce`, `ReportLinesBegun`."""
    await tx.connection.execute(_TURN)
    after = (await _lock(tx, list_id, version, purpose=reason)).revoked(local_date(tx.now))
    await _store(tx, after, **_given_up(tx, reason))
    return after


async def _judge(tx: Transaction, said: LineList) -> None:
    known = (await find_lists(tx.connection)).every()
    must_be_possible(said, known, today=local_date(tx.now))


async def _lock(tx: Transaction, list_id: UUID, version: int | None, *, purpose: str = "") -> Version:
    tx.concerns(f"report-lines {list_id}", purpose=purpose)
    found = await lock_version(tx.connection, list_id)
    found.must_be(version)
    return found


async def _store(tx: Transaction, after: Version, **more: Any) -> None:
    own = REPORT_LINE_LIST.c.list_id == after.list_id
    await tx.connection.execute(update(REPORT_LINE_LIST).where(own).values({**_columns(after), **more}))


def _given_up(tx: Transaction, reason: str) -> dict[str, Any]:
    return {"withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "reason": reason}


def _columns(after: Version) -> dict[str, Any]:
    return {
        "list_id": after.list_id,
        "state": after.state,
        "version": after.version,
        "since": after.said.since,
        "lines": kept(after.said),
        "source": after.said.source,
        "written_by": list(after.written_by),
    }
