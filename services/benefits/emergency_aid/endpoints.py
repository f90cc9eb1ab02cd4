"""Emergency aid over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.emergency_aid.commands import (
    complete_emergency_papers,
    correct_emergency_aid,
    propose_emergency_aid,
    refuse_emergency_aid,
    release_emergency_aid,
    withdraw_emergency_aid,
)
from services.benefits.emergency_aid.queries import WantedAid, fetch_aid, get_aid
from services.benefits.emergency_aid.schemas import (
    AidCorrectionForm,
    AidEnd,
    AidMade,
    AidPaper,
    AidRelease,
    AidView,
    PapersForm,
)
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["emergency-aid"])

ONE = "/emergency-aid/{aid_id}"
MAY_FAIL = problems(401, 403, 404, 409)
DECIDING = problems(401, 403, 404, 409, 503)


@router.post("/applications/{application_id}/emergency-aid", status_code=201, responses=DECIDING)
async def post_emergency_aid(
    application_id: UUID, form: AidPaper, work: asked.ApplicationKeeper, by: asked.Deciding
) -> AidMade:
    """Propose that somebody is paid before his application is decided · 提出紧急先行发放"""
    made = await propose_emergency_aid(
        work, application_id, form.emergency, fen=form.fen, document=form.document, recusal=by.recusal
    )  # fmt: skip
    return AidMade(aid_id=made)


@router.get("/emergency-aid", responses=problems(401, 403))
async def list_emergency_aid(
    reading: asked.ApplicationReading,
    *,
    application: UUID | None = None,
    unit: str | None = Query(None, max_length=24),
    state: str | None = Query(None, max_length=20),
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AidView]:
    """What is paid first, the last proposed first; `mine`: what another one is to release · 紧急先行发放列表"""
    return await fetch_aid(reading, WantedAid(application, unit, state, mine), cursor, limit, view=AidView.of)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_emergency_aid(aid_id: UUID, reading: asked.ApplicationReading) -> AidView:
    """One of them · 查看紧急先行发放"""
    return AidView.of(await get_aid(reading.connection, aid_id, reading.caller, local_date(reading.now)))


@router.post(ONE + "/release", status_code=204, responses=DECIDING)
async def post_aid_release(aid_id: UUID, form: AidRelease, work: asked.BatchReleaser, by: asked.Deciding) -> None:
    """A second person has it paid · 放行紧急先行发放"""
    await release_emergency_aid(work, aid_id, keyring=by.keyring, recusal=by.recusal, version=form.version)


@router.post(ONE + "/refusal", status_code=204, responses=DECIDING)
async def post_aid_refusal(aid_id: UUID, form: AidEnd, work: asked.BatchReleaser, by: asked.Deciding) -> None:
    """It waits for the decision · 驳回紧急先行发放"""
    await refuse_emergency_aid(work, aid_id, note=form.reason, recusal=by.recusal)


@router.post(ONE + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_aid_withdrawal(aid_id: UUID, form: AidEnd, work: asked.ApplicationKeeper) -> None:
    """Take one's own proposal back · 撤回紧急先行发放"""
    await withdraw_emergency_aid(work, aid_id, note=form.reason)


@router.post(ONE + "/papers", status_code=204, responses=DECIDING)
async def post_aid_papers(aid_id: UUID, form: PapersForm, work: asked.ApplicationKeeper, by: asked.Deciding) -> None:
    """The papers are complete · 登记材料补齐"""
    said: dict[str, Any] = {"papers_on": form.papers_on, "document": form.document, "version": form.version}
    await complete_emergency_papers(work, aid_id, **said, recusal=by.recusal)


@router.post(ONE + "/correction", status_code=204, responses=DECIDING)
async def post_aid_correction(
    aid_id: UUID, form: AidCorrectionForm, work: asked.ApplicationKeeper, by: asked.Deciding
) -> None:
    """What is true of it · 更正紧急先行发放"""
    said: dict[str, Any] = {"papers_on": form.papers_on, "document": form.document, "version": form.version}
    await correct_emergency_aid(work, aid_id, form.emergency, **said, recusal=by.recusal)
