"""Erasures."""

from functools import partial
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.erasures.commands import confirm_erasure, propose_erasure, refuse_erasure, withdraw_erasure
from services.registry.erasures.queries import PROPOSED
from services.registry.erasures.schemas import (
    ERASURES,
    ErasureConfirmation,
    ErasureDecision,
    ErasureForm,
    ErasureProposed,
    ErasureView,
)
from shared.approval.listed import WantedProposals
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["erasures"])


@router.post("/veterans/{veteran_id}/erasures", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_erasure(
    veteran_id: UUID, form: ErasureForm, work: asked.ErasureProposer, settings: asked.Configuration
) -> ErasureProposed:
    """Propose to erase what is known of a person, on a document · 提出删除个人信息

    Only where the law asks to keep it no longer: of somebody who has died, after the years set by
    `REGISTRY_KEEP_AFTER_DEATH_YEARS` and six months after the death was recorded; of somebody deregistered, after six
    months; in either case six months after another file was merged into this one. A second person confirms it; then
    nothing can be taken back.
    """
    years = settings.keep_after_death_years
    return ErasureProposed(
        erasure_id=await propose_erasure(
            work, veteran_id, document=form.document, keep_years=years, version=form.version
        )
    )


@router.post("/recipients/{person_id}/erasures", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_recipient_erasure(
    person_id: UUID, form: ErasureForm, work: asked.ErasureProposer, settings: asked.Configuration
) -> ErasureProposed:
    """Propose the same of somebody without a veteran's file · 提出删除优抚对象个人信息

    Of whom the record ended as made in error, it is allowed six months after that was recorded. Whoever stands beside a
    veteran as a relative or proxy keeps name and number until that veteran is erased.
    """
    years = settings.keep_after_death_years
    return ErasureProposed(
        erasure_id=await propose_erasure(
            work, person_id, document=form.document, keep_years=years, version=form.version
        )
    )


export_route(router, "/erasures/exports", ERASURES)


@router.get("/erasures", responses=problems(401, 403))
async def list_erasures(
    reading: asked.ErasureReading,
    settings: asked.Configuration,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ErasureView]:
    """Erasures within the caller's scope, the last proposed first · 个人信息删除列表"""
    view = partial(ErasureView.of, hold_days=settings.backup_hold_days)
    wanted = WantedProposals(person_id, is_open, mine)
    return await PROPOSED.fetch(reading, wanted, cursor, limit, view=view)


@router.post(
    "/erasures/{erasure_id}/confirmation", status_code=204, responses=problems(401, 403, 404, 409, 410)
)  # fmt: skip
async def post_erasure_confirmation(
    erasure_id: UUID, form: ErasureConfirmation, work: asked.ErasureConfirmer, settings: asked.Configuration
) -> None:
    """Confirm an erasure that another proposed: it is done, for good, in every service · 确认删除个人信息"""
    years = settings.keep_after_death_years
    await confirm_erasure(work, erasure_id, file_number=form.file_number, keep_years=years)


@router.post("/erasures/{erasure_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_erasure_refusal(erasure_id: UUID, form: ErasureDecision, work: asked.ErasureConfirmer) -> None:
    """Refuse it · 驳回删除个人信息"""
    await refuse_erasure(work, erasure_id, reason=form.reason)


@router.post("/erasures/{erasure_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_erasure_withdrawal(erasure_id: UUID, form: ErasureDecision, work: asked.ErasureProposer) -> None:
    """Take one's own proposal back · 撤回删除个人信息"""
    await withdraw_erasure(work, erasure_id, reason=form.reason)
