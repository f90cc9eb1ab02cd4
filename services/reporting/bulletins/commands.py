"""The centre drafts a bulletin from frozen figures, counts it again and edits it; a leader issues it."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, update

from services.reporting.bulletins.domain.bulletin import (
    Bulletin,
    BulletinChanged,
    BulletinExists,
    BulletinNotFound,
    PeriodNotOver,
)
from services.reporting.bulletins.parameters import FIRST_TEXT
from services.reporting.bulletins.queries import (
    Count,
    counts_again,
    find_bulletin,
    has_bulletin,
    list_issued_before,
    list_ranked,
    list_stations,
)
from services.reporting.bulletins.tables import BULLETIN
from services.reporting.daily_reports.commands.telling import keep_told
from services.reporting.paper_forms.queries import get_form_on, next_number
from services.reporting.scores.queries import lock_round
from services.reporting.snapshots.commands import freeze
from services.reporting.snapshots.queries import get_snapshot
from services.reporting.units.domain import NoCentre
from shared.calendar.periods import TenDays
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.reporting.bulletins import TenDayBulletinDrafted, TenDayBulletinIssued
from shared.ids import new_id

_FIELDS = tuple(each.name for each in fields(Bulletin))
# One period has one bulletin, one number is given once, and an earlier one is issued before or after, not meanwhile.
_TURN = "ten-day bulletins"


@command
async def draft_bulletin(tx: Transaction, day: date, count: Count | None) -> Bulletin:
    """Of the ten-day period in which the day lies, once it is over; `count_period` has counted it.

    Raises `PeriodNotOver`, `BulletinExists`, `NoCentre`, `OutOfScope`.
    """
    period, bulletin_id = TenDays.of(day), new_id()
    tx.concerns(f"bulletin {bulletin_id}")
    if period.last >= local_date(tx.now):
        raise PeriodNotOver(period=period.code, period_zh=period.zh, last=period.last)
    await tx.take_turn(_TURN)
    if await has_bulletin(tx.connection, period.code):
        raise BulletinExists(period=period.code, period_zh=period.zh)
    if count is None:
        raise NoCentre(as_of=period.last)
    tx.caller.must_cover(count.org_path)
    frozen = await freeze(tx, count.figures)
    bulletin = Bulletin(
        bulletin_id,
        count.org_code,
        count.org_path,
        period.code,
        period.first,
        period.last,
        frozen.snapshot_id,
        count.content,
        FIRST_TEXT,
        written_by=tx.caller.hands,
    )
    tx.concerns(f"bulletin {bulletin_id}")
    await tx.connection.execute(insert(BULLETIN).values(_columns(tx, bulletin)))
    _tell_draft(tx, bulletin)
    return bulletin


@command
async def recount_bulletin(
    tx: Transaction, bulletin_id: UUID, count: Count | None, *, version: int | None = None
) -> Bulletin:
    """From figures frozen anew, with what has come in since, as `count_again` has counted it.

    Raises `BulletinNotFound`, `BulletinIssued`, `BulletinChanged`, also where somebody counted it meanwhile.
    """
    await tx.take_turn(_TURN)
    before = await _lock(tx, bulletin_id, version)
    before.must_be_draft()
    if count is None or count.told != before.told:
        raise BulletinChanged
    frozen = await freeze(tx, count.figures)
    tx.concerns(f"bulletin {bulletin_id}")
    after = before.counted(frozen.snapshot_id, count.content, tx.caller.hands)
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
    `BulletinOutdated`, `BulletinReportsChanged`, `BulletinRankingsChanged`, `BulletinNotSound`.
    """
    await tx.take_turn(_TURN)
    before = await _lock(tx, bulletin_id, version)
    today = local_date(tx.now)
    issued = await list_issued_before(tx.connection, before.first_on)
    snapshot = await get_snapshot(tx.connection, before.snapshot_id)
    period = TenDays.of(before.first_on)
    await keep_told(tx, period.first, period.last)
    # Nobody takes a ranking back that it tells, until it is issued or refused.
    for each in before.content.rankings:
        await lock_round(tx.connection, each.round_id)
    after = before.issued(
        today.year,
        await next_number(tx.connection, BULLETIN, today.year),
        today,
        tx.caller.hands,
        earlier=tuple(each.period for each in issued),
        counts_again=await counts_again(tx.connection, snapshot.content, snapshot.known_before),
        reports=await list_stations(tx.connection, period),
        rankings=await list_ranked(tx.connection, period),
        word=(await get_form_on(tx.connection, "bulletin", today)).wording.word,
    )
    await _store(tx, after, issued_by=tx.caller.account_id)
    told = TenDayBulletinIssued(**_told(after), year=today.year, number=after.number or 0, issued_on=today)
    tx.publish(told, sequence=after.told)
    return after


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
