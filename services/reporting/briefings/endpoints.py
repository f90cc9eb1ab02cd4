"""Briefing notes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.briefings.commands import (
    draft_briefing,
    issue_briefing,
    withdraw_briefing,
    write_briefing,
)
from services.reporting.briefings.letters import letter_of_briefing
from services.reporting.briefings.queries import count_said, fetch_briefings, get_briefing, list_editions
from services.reporting.briefings.schemas import (
    BriefingEditionView,
    BriefingForm,
    BriefingPaper,
    BriefingStandsView,
    BriefingView,
    BriefingWithdrawalForm,
    EditionView,
    VersionForm,
    WholeBriefingView,
)
from services.reporting.dependencies import BriefingIssuer, BriefingReading, BriefingWriter
from services.reporting.paper_forms.schemas import ShownState
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import document_route, letter_route

router = Router(prefix="/briefings", tags=["briefing notes"], responses=problems(401, 403))
_ONE = "/{briefing_id:uuid}"


@router.get("")
async def list_briefings(
    reading: BriefingReading,
    *,
    state: Annotated[ShownState | None, Query(description="draft, issued, withdrawn")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[BriefingView]:
    """The last drafted first · 简报列表"""
    return await fetch_briefings(reading, state, cursor, limit, view=BriefingView.of_row)


@router.post("", status_code=201)
async def post_briefing(form: BriefingPaper, work: BriefingWriter) -> BriefingStandsView:
    """Draft a briefing note, with figures as they are known now · 起草简报"""
    said = form.said()
    counted = await count_said(work.engine, said, work.now)
    return BriefingStandsView.of(await draft_briefing(work, said, counted))


@router.get(_ONE, responses=problems(404))
async def get_one_briefing(briefing_id: UUID, reading: BriefingReading) -> WholeBriefingView:
    """One with its editions · 简报内容"""
    briefing = await get_briefing(reading, briefing_id)
    rows = await list_editions(reading.connection, briefing_id)
    editions = [BriefingEditionView.of(EditionView.of(row)) for row in rows]
    return WholeBriefingView(briefing=BriefingStandsView.of(briefing), editions=editions)


@router.post(_ONE + "/text", responses=problems(404, 409))
async def post_briefing_text(briefing_id: UUID, form: BriefingForm, work: BriefingWriter) -> BriefingStandsView:
    """Write a draft otherwise, or another edition of what is issued; the figures are counted again · 修改、更正简报"""
    said = form.said()
    counted = await count_said(work.engine, said, work.now)
    return BriefingStandsView.of(await write_briefing(work, briefing_id, said, counted, version=form.version))


@router.post(_ONE + "/issue", responses=problems(404, 409))
async def post_briefing_issue(briefing_id: UUID, form: VersionForm, work: BriefingIssuer) -> BriefingStandsView:
    """Issue what somebody else wrote; that edition never changes after that · 印发简报"""
    return BriefingStandsView.of(await issue_briefing(work, briefing_id, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(404, 409))
async def post_briefing_withdrawal(
    briefing_id: UUID, form: BriefingWithdrawalForm, work: BriefingWriter
) -> BriefingStandsView:
    """Give a draft up; what was issued before it stands · 撤回简报草稿"""
    after = await withdraw_briefing(work, briefing_id, reason=form.reason, version=form.version)
    return BriefingStandsView.of(after)


letter_route(router, _ONE + "/letter", letter_of_briefing, "A briefing note, as PDF · 打印简报")
document_route(router, _ONE + "/document", letter_of_briefing, "A briefing note, as DOCX · 简报（DOCX）")
