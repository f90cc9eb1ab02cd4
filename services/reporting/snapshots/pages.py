"""Snapshots as people read them, and the form that freezes one."""

from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import AsOf, FigureReading, Freezer, FreezerReading, TreeReading, UnitCode
from services.reporting.figures.domain import BY_CODE
from services.reporting.snapshots.commands import freeze_figures
from services.reporting.snapshots.letters import letter_of_snapshot
from services.reporting.snapshots.queries import (
    count_day,
    fetch_snapshots,
    frozen_unit_asked_for,
    get_snapshot,
    recount,
)
from services.reporting.snapshots.schemas import FreezeRequest, RecountView, SnapshotHead, heat_lines
from shared.clock import local_date
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import document_page, letter_pages
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

PUBLICATION = (Named("true", "供发布", "for publication"),)


@router.get("/reporting/snapshots")
async def list_snapshots(reading: FigureReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """All snapshots, the latest day first."""
    page = await fetch_snapshots(reading, cursor, limit, view=SnapshotHead.of)
    return view.show("snapshots.html", page=page, cursor=cursor)


@router.get("/reporting/snapshots/new")
async def show_new_snapshot(reading: FreezerReading, view: Viewing, as_of: AsOf = None) -> Response:
    """The form to freeze one, of today where no other day is asked for."""
    form = Form({"as_of": as_of or local_date(reading.now)})
    return view.show("new-snapshot.html", form=form, publication=PUBLICATION)


@router.post("/reporting/snapshots/new")
async def save_snapshot(work: Freezer, sent: Sent[FreezeRequest]) -> Response:
    """Freeze the figures of the whole county; an equal snapshot that was there before is shown instead."""
    async with sent.answering("new-snapshot.html", publication=PUBLICATION):
        asked = sent.value
        counted = await count_day(work.engine, asked.as_of)
        keyed = sent.keyed(work)
        frozen = await freeze_figures(keyed, counted, for_publication=asked.for_publication, reason=asked.reason)
    return sent.done(f"/reporting/snapshots/{frozen.snapshot_id}")


@router.get("/reporting/snapshots/{snapshot_id}")
async def show_snapshot(reading: FigureReading, view: Viewing, snapshot_id: UUID, unit: UnitCode = None) -> Response:
    """The frozen figures of a unit, and of each unit directly below."""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    asked = await frozen_unit_asked_for(reading, snapshot, unit)
    return view.show(
        "snapshot.html",
        snapshot=snapshot,
        unit=asked,
        heads=[BY_CODE[code].name for code in snapshot.content.figures],
        lines=heat_lines(snapshot, asked),
        openings=[(BY_CODE[code], value) for code, value in snapshot.content.openings_of(asked).items()],
        shares=snapshot.content.shares(asked),
        counts_again=reading.caller.covers(snapshot.content.centre.path),
    )


letter_pages(
    router, "/reporting/snapshots/{snapshot_id}/letter", letter_of_snapshot, back="/reporting/snapshots/{snapshot_id}"
)
document_page(router, "/reporting/snapshots/{snapshot_id}/document.docx", letter_of_snapshot)


@router.get("/reporting/snapshots/{snapshot_id}/recount")
async def show_recount(reading: TreeReading, view: Viewing, snapshot_id: UUID) -> Response:
    """The same day counted again from the ledger, as known then and as known now; a part of the snapshot's page."""
    snapshot = await get_snapshot(reading.connection, snapshot_id)
    reading.caller.must_cover(snapshot.content.centre.path)
    return view.show("recount.html", found=RecountView.of(snapshot, await recount(reading.connection, snapshot)))
