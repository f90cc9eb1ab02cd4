"""Programmes over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.benefits.dependencies import ProgrammeActivator, ProgrammeDrafter, ProgrammeDraftReading, ProgrammeReading
from services.benefits.programmes.commands import (
    activate_programme,
    correct_draft,
    draft_programme,
    refuse_draft,
    retire_programme,
    withdraw_draft,
)
from services.benefits.programmes.parameters import GROUP
from services.benefits.programmes.queries import PROPOSED, fetch_programmes, list_versions, slot_holders
from services.benefits.programmes.schemas import (
    Code,
    DraftDecision,
    DraftEnd,
    DraftMade,
    DraftView,
    ProgrammeDraftCorrection,
    ProgrammeDraftForm,
    ProgrammeGroupView,
    ProgrammeView,
    RetirementForm,
)
from shared.approval.listed import WantedProposals
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["programmes"])


@router.post("/programme-drafts", status_code=201, responses=problems(401, 403, 409))
async def post_programme_draft(form: ProgrammeDraftForm, work: ProgrammeDrafter) -> DraftMade:
    """Write the next version of a programme, for a leader to bring into force · 起草项目版本"""
    proposal_id = await draft_programme(work, form.programme.draft(), document=form.document)
    return DraftMade(proposal_id=proposal_id, version=1)


@router.get("/programme-drafts", responses=problems(401, 403))
async def list_programme_drafts(
    reading: ProgrammeDraftReading,
    *,
    programme_code: Code | None = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DraftView]:
    """Drafts, the last written first · 项目草案"""
    wanted = WantedProposals(programme_code, is_open, mine)
    return await PROPOSED.fetch(reading, wanted, cursor, limit, view=DraftView.of)


@router.get("/programme-drafts/{proposal_id}", responses=problems(401, 403, 404))
async def show_programme_draft(proposal_id: UUID, reading: ProgrammeDraftReading) -> DraftView:
    """One of them · 查看草案"""
    return DraftView.of(await PROPOSED.get(reading.connection, proposal_id, reading.caller))


@router.post("/programme-drafts/{proposal_id}/correction", responses=problems(401, 403, 404, 409))
async def post_programme_draft_correction(
    proposal_id: UUID, form: ProgrammeDraftCorrection, work: ProgrammeDrafter
) -> DraftMade:
    """Write it otherwise · 修改草案"""
    said: dict[str, Any] = {"document": form.document, "version": form.version}
    return DraftMade(
        proposal_id=proposal_id, version=await correct_draft(work, proposal_id, form.programme.draft(), **said)
    )


@router.post("/programme-drafts/{proposal_id}/activation", responses=problems(401, 403, 404, 409))
async def post_programme_activation(proposal_id: UUID, form: DraftDecision, work: ProgrammeActivator) -> ProgrammeView:
    """Bring it into force from its day on, for the whole county · 启用项目版本"""
    return ProgrammeView.of(await activate_programme(work, proposal_id, version=form.version))


@router.post("/programme-drafts/{proposal_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_programme_draft_refusal(proposal_id: UUID, form: DraftEnd, work: ProgrammeActivator) -> None:
    """Refuse it · 驳回草案"""
    await refuse_draft(work, proposal_id, note=form.reason)


@router.post("/programme-drafts/{proposal_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_programme_draft_withdrawal(proposal_id: UUID, form: DraftEnd, work: ProgrammeDrafter) -> None:
    """Take one's own draft back · 撤回草案"""
    await withdraw_draft(work, proposal_id, note=form.reason)


@router.post("/programmes/{programme_code}/retirement", status_code=204, responses=problems(401, 403, 404, 409))
async def post_programme_retirement(programme_code: Code, form: RetirementForm, work: ProgrammeActivator) -> None:
    """End it from a day on · 停止项目"""
    await retire_programme(work, programme_code, retired_from=form.retired_from, document=form.document)


@router.get("/programmes")
async def list_programmes(
    reading: ProgrammeReading,
    on: Annotated[Day | None, Query(description="in force on this day; today if absent")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ProgrammeView]:
    """The programmes in force on a day, with their rules · 某日有效的项目"""
    return await fetch_programmes(reading, on or local_date(reading.now), cursor, limit, view=ProgrammeView.of_row)


@router.get("/programmes/{programme_code}/versions", responses=problems(401, 403, 404))
async def list_programme_versions(programme_code: Code, reading: ProgrammeReading) -> list[ProgrammeView]:
    """All versions of one, the last first · 项目的历次版本"""
    return [ProgrammeView.of(version) for version in await list_versions(reading.connection, programme_code)]


@router.get("/programme-groups")
async def list_programme_groups(reading: ProgrammeReading) -> list[ProgrammeGroupView]:
    """The programme groups, their slots and what holds them · 项目组（四免两优）"""
    return [ProgrammeGroupView.of(GROUP, await slot_holders(reading.connection))]
