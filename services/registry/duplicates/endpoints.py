"""Pairs of files that may be one person's."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.duplicates.commands import reopen_suspicion, report_duplicate, rule_out_duplicate
from services.registry.duplicates.domain.suspicion import SuspicionState
from services.registry.duplicates.queries import fetch_suspicions, get_suspicion
from services.registry.duplicates.schemas import (
    DUPLICATES,
    DecidedView,
    DifferenceForm,
    PairView,
    ReopeningForm,
    ReportedView,
    ReportForm,
    SuspicionView,
)
from services.registry.veterans.queries.files import get_file
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["duplicates"])


export_route(router, "/duplicates/exports", DUPLICATES)


@router.get("/duplicates", responses=problems(401, 403))
async def list_suspicions(
    reading: asked.DuplicateReading,
    *,
    person_id: UUID | None = None,
    state: SuspicionState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SuspicionView]:
    """Pairs of files that may be one person's, the last suspected first · 疑似重复列表"""
    return await fetch_suspicions(
        reading, person_id, state=state, cursor=cursor, limit=limit, view=SuspicionView.of
    )  # fmt: skip


@router.get("/duplicates/{suspicion_id:uuid}", responses=problems(401, 403, 404))
async def get_pair(
    suspicion_id: UUID, reading: asked.DuplicateReading, registrar: asked.Registration
) -> PairView:  # fmt: skip
    """A pair with both files, masked · 一项疑似重复及两份档案（脱敏）"""
    row = await get_suspicion(reading.connection, suspicion_id)
    both = [
        await get_file(reading.connection, each, keyring=registrar.keyring, caller=reading.caller)
        for each in (row.person_id, row.other_person_id)
    ]
    return PairView.of_both(row, both, reading.caller)


@router.post("/duplicates", status_code=201, responses=problems(401, 403, 404, 409))
async def post_report(form: ReportForm, work: asked.DuplicateDecider) -> ReportedView:
    """Report two files as one person's that comparing did not find · 登记疑似重复"""
    return ReportedView(
        suspicion_id=await report_duplicate(work, form.person_id, form.other_person_id, reason=form.reason)
    )


@router.post("/duplicates/{suspicion_id}/different", responses=problems(401, 403, 404, 409))
async def post_difference(suspicion_id: UUID, form: DifferenceForm, work: asked.DuplicateDecider) -> DecidedView:
    """Decide that the two are two persons · 认定为两人

    The pair is not suspected again, however alike the files are.
    """
    return DecidedView(version=await rule_out_duplicate(work, suspicion_id, form.decision(), version=form.version))


@router.post("/duplicates/{suspicion_id}/reopening", responses=problems(401, 403, 404, 409))
async def post_reopening(suspicion_id: UUID, form: ReopeningForm, work: asked.DuplicateDecider) -> DecidedView:
    """Look again at a pair that was decided · 重新核查"""
    return DecidedView(version=await reopen_suspicion(work, suspicion_id, reason=form.reason, version=form.version))
