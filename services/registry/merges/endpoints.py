"""Merges of files, and their undoing."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.merges.commands import (
    confirm_merge,
    propose_merge,
    propose_unmerge,
    refuse_merge,
    withdraw_merge,
)
from services.registry.merges.queries import proposed_of
from services.registry.merges.schemas import (
    MERGES,
    ConfirmationForm,
    DecisionForm,
    MergeForm,
    MergeProposalView,
    ProposedView,
    UnmergeForm,
)
from shared.approval.listed import WantedProposals
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["merges"])


@router.post("/duplicates/{suspicion_id}/merge", status_code=201, responses=problems(401, 403, 404, 409))
async def post_merge(suspicion_id: UUID, form: MergeForm, work: asked.MergeProposer) -> ProposedView:
    """Propose to merge two files of one person, at the right domicile · 提出合并

    A second person confirms it. The file that is merged stays, and leads to the one that goes on.
    """
    return ProposedView(
        proposal_id=await propose_merge(
            work, suspicion_id, form.surviving_id, form.ground(), version=form.version
        )
    )  # fmt: skip


@router.post("/duplicates/{suspicion_id}/unmerge", status_code=201, responses=problems(401, 403, 404, 409))
async def post_unmerge(suspicion_id: UUID, form: UnmergeForm, work: asked.MergeProposer) -> ProposedView:
    """Propose to undo a merge that was wrong · 提出撤销合并

    Once confirmed, both files are as they were, and so are the figures of every day.
    """
    return ProposedView(proposal_id=await propose_unmerge(work, suspicion_id, form.ground()))


export_route(router, "/merges/exports", MERGES)


@router.get("/merges", responses=problems(401, 403))
async def list_merges(
    reading: asked.DuplicateReading,
    *,
    suspicion_id: UUID | None = None,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MergeProposalView]:
    """Merges and their undoing, the last proposed first: all, of one pair, or of one file · 合并办理列表"""
    wanted = WantedProposals(suspicion_id, is_open, mine)
    return await proposed_of(person_id).fetch(reading, wanted, cursor, limit, view=MergeProposalView.of)


@router.post("/merges/{proposal_id}/confirmation", status_code=204, responses=problems(401, 403, 404, 409, 410))
async def post_merge_confirmation(
    proposal_id: UUID, form: ConfirmationForm, work: asked.MergeConfirmer, registrar: asked.Registration
) -> None:
    """Confirm what another proposed, saying which file goes on · 确认合并或撤销合并"""
    await confirm_merge(work, proposal_id, surviving_id=form.surviving_id, keyring=registrar.keyring)


@router.post("/merges/{proposal_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_merge_refusal(proposal_id: UUID, form: DecisionForm, work: asked.MergeConfirmer) -> None:
    """Refuse it · 驳回"""
    await refuse_merge(work, proposal_id, note=form.reason)


@router.post("/merges/{proposal_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_merge_withdrawal(proposal_id: UUID, form: DecisionForm, work: asked.MergeProposer) -> None:
    """Take one's own proposal back · 撤回"""
    await withdraw_merge(work, proposal_id, note=form.reason)
