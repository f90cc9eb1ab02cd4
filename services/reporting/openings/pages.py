"""Opening figures in a browser."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import FigureReading, OpeningKeeper, OpeningKeeperReading, UnitCode
from services.reporting.figures.domain import BY_CODE
from services.reporting.openings.commands import (
    correct_opening_figure,
    record_opening_figure,
    withdraw_opening_figure,
)
from services.reporting.openings.parameters import CHOICES, STATES
from services.reporting.openings.queries import WantedOpenings, fetch_openings, get_opening
from services.reporting.openings.schemas import OPENINGS, OpeningCorrection, OpeningForm, OpeningView, OpeningWithdrawal
from services.reporting.units.domain import FOREVER
from services.reporting.units.queries import list_units_at, unit_asked_for
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/reporting/openings"


@router.get("/reporting/openings")
async def list_openings(
    reading: FigureReading,
    view: Viewing,
    *,
    unit: UnitCode = None,
    state: Literal["standing", "ended"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Those of a unit and all below it, the last recorded first."""
    today = local_date(reading.now)
    asked = await unit_asked_for(reading.connection, reading.caller, unit, today)
    wanted = WantedOpenings(asked, None if state is None else state == "standing")
    page = await fetch_openings(reading, wanted, cursor, limit, view=OpeningView.of)
    units = await list_units_at(reading.connection, today, FOREVER, {each.org_path for each in page.items})
    shown: Mapping[str, Any] = {"units": units, "asked": asked, "state": state, "states": STATES, "figures": BY_CODE}
    return view.show("openings.html", page=page, cursor=cursor, **shown)


export_pages(router, LIST, OPENINGS)


@router.get("/reporting/openings/new")
async def show_new_opening(reading: OpeningKeeperReading, view: Viewing, figure: str = "") -> Response:
    """The form that records one."""
    return view.show("opening-form.html", form=Form({"figure_code": figure}), choices=CHOICES)


@router.post("/reporting/openings/new")
async def save_opening(work: OpeningKeeper, sent: Sent[OpeningForm]) -> Response:
    """Record it."""
    async with sent.answering("opening-form.html", choices=CHOICES):
        await record_opening_figure(sent.keyed(work), sent.value.org_code, sent.value.opening())
    return sent.done(LIST)


@router.get("/reporting/openings/{opening_id}/correction")
async def show_correction(opening_id: UUID, reading: OpeningKeeperReading, view: Viewing) -> Response:
    """The form that corrects one."""
    shown = await _one(reading, opening_id)
    opening = shown["opening"]
    stands = {"counted_to": opening.counted_to, "value": opening.value, "document": opening.document}
    return view.show("opening-correction.html", form=Form(stands), **shown)


@router.post("/reporting/openings/{opening_id}/correction")
async def correct(
    opening_id: UUID, reading: OpeningKeeperReading, work: OpeningKeeper, sent: Sent[OpeningCorrection]
) -> Response:
    """Correct it."""
    async with sent.answering("opening-correction.html", **await _one(reading, opening_id)):
        await correct_opening_figure(sent.keyed(work), opening_id, **sent.value.model_dump())
    return sent.done(LIST)


@router.get("/reporting/openings/{opening_id}/withdrawal")
async def show_withdrawal(opening_id: UUID, reading: OpeningKeeperReading, view: Viewing) -> Response:
    """The form that withdraws one."""
    return view.show("opening-withdrawal.html", form=Form(), **await _one(reading, opening_id))


@router.post("/reporting/openings/{opening_id}/withdrawal")
async def withdraw(
    opening_id: UUID, reading: OpeningKeeperReading, work: OpeningKeeper, sent: Sent[OpeningWithdrawal]
) -> Response:
    """Withdraw it."""
    async with sent.answering("opening-withdrawal.html", **await _one(reading, opening_id)):
        await withdraw_opening_figure(sent.keyed(work), opening_id, reason=sent.value.reason)
    return sent.done(LIST)


async def _one(reading: Reading, opening_id: UUID) -> Mapping[str, Any]:
    row = await get_opening(reading.connection, opening_id, reading.caller)
    units = await list_units_at(reading.connection, local_date(reading.now), FOREVER, {row.org_path})
    return {"opening": row, "unit": units[row.org_path], "figure": BY_CODE[row.figure_code]}
