"""Snapshots: freeze, read, list."""

from uuid import UUID

from fastapi import Response

from services.reporting.dependencies import FigureReading, Freezer, TreeReading, UnitCode
from services.reporting.snapshots.commands import freeze_figures
from services.reporting.snapshots.letters import letter_of_snapshot
from services.reporting.snapshots.queries import (
    count_day,
    fetch_snapshots,
    frozen_unit_asked_for,
    get_snapshot,
    recount,
)
from services.reporting.snapshots.schemas import FreezeRequest, RecountView, SnapshotHead, SnapshotView, TableView
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import document_route, letter_route

router = Router(prefix="/snapshots", tags=["snapshots"], responses=problems(401, 403))


@router.post("", status_code=201, responses={200: {"model": SnapshotView}, **problems(409)})
async def post_snapshot(work: Freezer, asked: FreezeRequest, response: Response) -> SnapshotView:
    """Freeze the figures of the whole county as of a day · 冻结数据快照

    200 with the earlier snapshot when an equal one exists.

    While events are missing it is provisional, and for publication it is refused: the fields of the problem say what is
    missing. A bureau leader may publish it even so, with a reason. Frozen again when all is there, it is final.
    """
    counted = await count_day(work.engine, asked.as_of)
    frozen = await freeze_figures(work, counted, for_publication=asked.for_publication, reason=asked.reason)
    response.status_code = 201 if frozen.is_new else 200
    async with work.engine.connect() as connection:
        snapshot = await get_snapshot(connection, frozen.snapshot_id)
    return SnapshotView.of_unit(snapshot, snapshot.content.centre)


@router.get("")
async def list_snapshots(reading: FigureReading, cursor: Cursor = None, limit: Limit = 50) -> Page[SnapshotHead]:
    """All snapshots, the latest day first · 快照列表"""
    return await fetch_snapshots(reading, cursor, limit, view=SnapshotHead.of)


@router.get("/{snapshot_id}", responses=problems(404))
async def get_snapshot_figures(reading: FigureReading, snapshot_id: UUID, unit: UnitCode = None) -> SnapshotView:
    """The frozen figures of a unit within your scope, all below it included · 快照指标"""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    return SnapshotView.of_unit(snapshot, await frozen_unit_asked_for(reading, snapshot, unit))


@router.get("/{snapshot_id}/table", responses=problems(404))
async def get_snapshot_table(reading: FigureReading, snapshot_id: UUID, unit: UnitCode = None) -> TableView:
    """The frozen figures of a unit as a table: a column for each unit directly below · 快照表"""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    return TableView.of_unit(snapshot, await frozen_unit_asked_for(reading, snapshot, unit))


@router.get("/{snapshot_id}/recount", responses=problems(404))
async def get_recount(reading: TreeReading, snapshot_id: UUID) -> RecountView:
    """Count a snapshot again, as known when it was frozen and as known now; for the whole county · 重算快照"""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    reading.caller.must_cover(snapshot.content.centre.path)
    return RecountView.of(snapshot, await recount(reading.connection, snapshot))


letter_route(
    router, "/{snapshot_id}/letter", letter_of_snapshot, "The county's figures for the city, as PDF · 打印报表"
)
document_route(
    router, "/{snapshot_id}/document", letter_of_snapshot, "The county's figures for the city, as DOCX · 报表（DOCX）"
)
