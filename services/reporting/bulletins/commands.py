"""The centre drafts a bulletin from frozen figures, counts it again and edits it; a leader issues it."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update

from services.reporting.bulletins.domain.bulletin import (
    Bulletin,
    BulletinExists,
    BulletinNotFound,
    PeriodNotOver,
)
from services.reporting.bulletins.domain.content import (
    Content,
    Discount,
    Trend,
    Value,
    adjustments_of,
    checks_of,
    told_by,
)
from services.reporting.bulletins.parameters import FIRST_TEXT
from services.reporting.bulletins.queries import (
    count_figures,
    count_now,
    find_bulletin,
    has_bulletin,
    list_issued_before,
    list_ranked,
    list_stations,
    next_number,
)
from services.reporting.bulletins.tables import BULLETIN
from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.discounts.queries import list_discounts
from services.reporting.figures.queries.trends import list_trends
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.snapshots.commands import freeze
from services.reporting.snapshots.domain import narrowed
from services.reporting.snapshots.queries import Snapshot, get_snapshot, read_content
from services.reporting.units.queries import get_centre
from shared.calendar.periods import TenDays
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.reporting.bulletins import TenDayBulletinDrafted, TenDayBulletinIssued
from shared.ids import new_id

_FIELDS = tuple(each.name for each in fields(Bulletin))
# One period has one bulletin, one number is given once, and an earlier one is issued before or after, not meanwhile.
_TURN = select(func.pg_advisory_xact_lock(*of_text("ten-day bulletins")))


@command
async def draft_bulletin(tx: Transaction, day: date) -> Bulletin:
    """Of the ten-day period in which the day lies, once it is over.

    Raises `PeriodNotOver`, `BulletinExists`, `NoCentre`, `OutOfScope`.
    """
    period, bulletin_id = TenDays.of(day), new_id()
    tx.concerns(f"bulletin {bulletin_id}")
    if period.last >= local_date(tx.now):
        raise PeriodNotOver(period=period.code, last=period.last)
    centre = await get_centre(tx.connection, period.last)
    tx.caller.must_cover(centre.path)
    await tx.connection.execute(_TURN)
    if await has_bulletin(tx.connection, period.code):
        raise BulletinExists(period=period.code)
    snapshot_id, content = await _count(tx, period, centre.code, centre.path)
    bulletin = Bulletin(
        bulletin_id,
        centre.code,
        centre.path,
        period.code,
        period.first,
        period.last,
        snapshot_id,
        content,
        FIRST_TEXT,
        written_by=tx.caller.hands,
    )
    tx.concerns(f"bulletin {bulletin_id}")
    await tx.connection.execute(insert(BULLETIN).values(_columns(tx, bulletin)))
    _tell_draft(tx, bulletin)
    return bulletin


@command
async def recount_bulletin(tx: Transaction, bulletin_id: UUID, *, version: int | None = None) -> Bulletin:
    """From figures frozen anew, with what has come in since. Raises `BulletinNotFound`, `BulletinChanged`,
    `BulletinIssued`."""
    await tx.connection.execute(_TURN)
    before = await _lock(tx, bulletin_id, version)
    before.must_be_draft()
    period = TenDays.of(before.first_on)
    snapshot_id, content = await _count(tx, period, before.org_code, before.org_path)
    tx.concerns(f"bulletin {bulletin_id}")
    after = before.counted(snapshot_id, content, tx.caller.hands)
    await _store(tx, after)
    _tell_draft(tx, after)
    return after


@command
async def edit_bulletin(tx: Transaction, bulletin_id: UUID, *, text: str, version: int | None = None) -> Bulletin:
    """What people say in it. Raises `BulletinNotFound`, `BulletinChanged`, `BulletinIssued`."""
    before = await _lock(tx, bulletin_id, version)
    after = before.edited(text, tx.caller.hands)
    await _store(tx, after)
    return after


@command
async def issue_bulletin(tx: Transaction, bulletin_id: UUID, *, version: int | None = None) -> Bulletin:
    """Under the next number of the year; it never changes after that.

    Raises `BulletinNotFound`, `BulletinChanged`, `BulletinIssued`, `OwnBulletin`, `BulletinProvisional`,
    `BulletinOutdated`, `BulletinReportsChanged`, `BulletinNotSound`.
    """
    await tx.connection.execute(_TURN)
    before = await _lock(tx, bulletin_id, version)
    today = local_date(tx.now)
    issued = await list_issued_before(tx.connection, before.first_on)
    snapshot = await get_snapshot(tx.connection, before.snapshot_id)
    after = before.issued(
        today.year,
        await next_number(tx.connection, today.year),
        today,
        tx.caller.hands,
        follows=issued[-1].period if issued else None,
        counts_again=await _counts_again(tx, snapshot),
        reports=await list_stations(tx.connection, TenDays.of(before.first_on)),
        word=(await get_form_on(tx.connection, "bulletin", today)).wording.word,
    )
    await _store(tx, after, issued_by=tx.caller.account_id)
    told = TenDayBulletinIssued(**_told(after), year=today.year, number=after.number or 0, issued_on=today)
    tx.publish(told, sequence=after.told)
    return after


async def _count(tx: Transaction, period: TenDays, centre_code: str, centre_path: str) -> tuple[UUID, Content]:
    """The snapshot that is frozen for it, and all that is counted at the same position of the events."""
    frozen = await freeze(tx, as_of=period.last)
    snapshot = await get_snapshot(tx.connection, frozen.snapshot_id)
    before = await count_figures(tx.connection, centre_code, period.preceding.last)
    figures = [
        Value(code, before.get(code, 0), snapshot.content.centre.change(code).delta)
        for code in sorted(snapshot.content.figures)
    ]
    issued = await list_issued_before(tx.connection, period.first)
    told = told_by(issued)
    now = await count_now(tx.connection, centre_code, [each.period for each in told])
    findings = check(await get_tree(tx.connection, centre_path, period.last))
    trends = await list_trends(tx.connection, centre_path, period.last)
    content = Content(
        period=period.code,
        as_of=period.last,
        digest=snapshot.digest,
        provisional=snapshot.provisional,
        figures=tuple(figures),
        stations=await list_stations(tx.connection, period),
        adjustments=tuple(one for each in told for one in adjustments_of(each, now[each.period])),
        checks=checks_of(findings, counts_again=await _counts_again(tx, snapshot)),
        follows=issued[-1].period if issued else None,
        rankings=await list_ranked(tx.connection, period),
        counted_at=tx.now,
        trends=tuple(
            Trend(code, tuple((part.period.code, part.value) for part in parts)) for code, parts in trends.items()
        ),
        discounts=tuple(Discount(**row._mapping) for row in await list_discounts(tx.connection, period.last)),
    )
    return snapshot.snapshot_id, content


async def _counts_again(tx: Transaction, snapshot: Snapshot) -> bool:
    """Each figure of each unit comes out the same by what was known then; what a later release counts as well was not
    frozen."""
    then = await read_content(tx.connection, snapshot.as_of, snapshot.known_before)
    return narrowed(then, snapshot.content.figures).units == snapshot.content.units


async def _lock(tx: Transaction, bulletin_id: UUID, version: int | None) -> Bulletin:
    tx.concerns(f"bulletin {bulletin_id}")
    bulletin = await find_bulletin(tx.connection, bulletin_id)
    if bulletin is None:
        raise BulletinNotFound
    tx.caller.must_cover(bulletin.org_path, BulletinNotFound())
    bulletin.must_be(version)
    return bulletin


async def _store(tx: Transaction, bulletin: Bulletin, **more: Any) -> None:
    own = BULLETIN.c.bulletin_id == bulletin.bulletin_id
    await tx.connection.execute(update(BULLETIN).where(own).values({**_columns(tx, bulletin), **more}))


def _columns(tx: Transaction, bulletin: Bulletin) -> dict[str, Any]:
    content = msgspec.to_builtins(bulletin.content)
    written = {"written_by": list(bulletin.written_by), "written_at": tx.now}
    return {**{name: getattr(bulletin, name) for name in _FIELDS}, "content": content, **written}


def _told(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "bulletin_id": bulletin.bulletin_id,
        "period": bulletin.period,
        "from_on": bulletin.first_on,
        "to_on": bulletin.last_on,
        "snapshot_id": bulletin.snapshot_id,
        "figures_digest": bulletin.content.digest,
    }


def _tell_draft(tx: Transaction, bulletin: Bulletin) -> None:
    tx.publish(TenDayBulletinDrafted(**_told(bulletin)), sequence=bulletin.told)
