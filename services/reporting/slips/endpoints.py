"""Supervision slips over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.dependencies import SlipAnswerer, SlipIssuer, SlipReading
from services.reporting.slips.commands.supervising import (
    answer_slip,
    issue_slip,
    raise_slip,
    return_slip,
    settle_slip,
    withdraw_slip,
)
from services.reporting.slips.letters import letter_of_slip
from services.reporting.slips.queries import WantedSlips, fetch_slips, find_follower, get_slip, list_slip_steps
from services.reporting.slips.schemas import (
    SLIPS,
    ColourCode,
    NoteForm,
    RaisingForm,
    ShownCode,
    SlipForm,
    SlipStepView,
    SlipView,
    WholeSlipView,
)
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(prefix="/supervision-slips", tags=["supervision"], responses=problems(401, 403, 404))
_ONE = "/{slip_id:uuid}"

export_route(router, "/exports", SLIPS)


@router.post("", status_code=201, responses=problems(409))
async def post_supervision_slip(form: SlipForm, work: SlipIssuer) -> SlipView:
    """Issue a blue slip to a station · 发出督办单"""
    return SlipView.of(await issue_slip(work, form.org_code, matter=form.matter, demand=form.demand))


@router.get("")
async def list_supervision_slips(
    reading: SlipReading,
    *,
    unit: Annotated[str | None, Query(max_length=24, description="code of the unit; all below it as well")] = None,
    colour: Annotated[ColourCode | None, Query(description="blue, orange, red")] = None,
    shown: Annotated[ShownCode | None, Query(description="in which state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SlipView]:
    """Slips of your stations, the last issued first · 督办单列表"""
    return await fetch_slips(reading, WantedSlips(unit, colour, shown), cursor, limit, view=SlipView.of_row)


@router.get(_ONE)
async def get_supervision_slip(slip_id: UUID, reading: SlipReading) -> WholeSlipView:
    """A slip with all that was done with it · 督办单及办理过程"""
    slip = await get_slip(reading, slip_id)
    steps = [SlipStepView.of(row) for row in await list_slip_steps(reading.connection, slip_id)]
    follower = await find_follower(reading.connection, slip_id)
    return WholeSlipView(slip=SlipView.of(slip), followed_by=follower, steps=steps)


letter_route(router, _ONE + "/letter", letter_of_slip, "The slip, as PDF · 打印督办单")


@router.post(_ONE + "/answer", responses=problems(409))
async def post_slip_answer(slip_id: UUID, form: NoteForm, work: SlipAnswerer) -> SlipView:
    """Say what your station has done · 回复督办单"""
    return SlipView.of(await answer_slip(work, slip_id, note=form.note, version=form.version))


@router.post(_ONE + "/settlement", responses=problems(409))
async def post_slip_settlement(slip_id: UUID, form: NoteForm, work: SlipIssuer) -> SlipView:
    """The answer of somebody else does · 办结督办单"""
    return SlipView.of(await settle_slip(work, slip_id, note=form.note, version=form.version))


@router.post(_ONE + "/return", responses=problems(409))
async def post_slip_return(slip_id: UUID, form: NoteForm, work: SlipIssuer) -> SlipView:
    """Send an answer back that does not do; another day is set · 退回重新回复"""
    return SlipView.of(await return_slip(work, slip_id, note=form.note, version=form.version))


@router.post(_ONE + "/raising", status_code=201, responses=problems(409))
async def post_slip_raising(slip_id: UUID, form: RaisingForm, work: SlipIssuer) -> SlipView:
    """Issue one of the next colour instead: it is overdue, or the answer does not do · 升级督办单"""
    raised = await raise_slip(work, slip_id, demand=form.demand, note=form.note, version=form.version)
    return SlipView.of(raised)


@router.post(_ONE + "/withdrawal", responses=problems(409))
async def post_slip_withdrawal(slip_id: UUID, form: NoteForm, work: SlipIssuer) -> SlipView:
    """Withdraw a slip that need not be answered · 撤回督办单"""
    return SlipView.of(await withdraw_slip(work, slip_id, note=form.note, version=form.version))
