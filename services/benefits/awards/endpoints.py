"""Rounds of selection over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.awards import commands
from services.benefits.awards.letters import letter_of_award
from services.benefits.awards.queries import WantedNominees, WantedSelections, fetch_nominees, fetch_selections
from services.benefits.awards.schemas import papers, views
from services.benefits.awards.schemas.exported import NOMINEES, SELECTIONS
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day
from shared.letters.answering import letter_route
from shared.publicity.papers import ObjectionMade, SettlementPaper

router = Router(tags=["awards"])

ONE = "/awards/{round_id:uuid}"
NOMINATION = ONE + "/nominations/{nomination_id}"
MAY_FAIL = problems(401, 403, 404, 409)
DECIDING = problems(401, 403, 404, 409, 503)
Word = Annotated[str | None, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=1949, le=2200)]


@router.post("/awards", status_code=201, responses=MAY_FAIL)
async def post_selection(form: papers.OpeningPaper, work: asked.AwardRunner) -> views.SelectionMade:
    """Open a round of selection · 启动评选"""
    return views.SelectionMade(round_id=await commands.open_selection(work, **form.model_dump()))


export_route(router, "/awards/exports", SELECTIONS)
export_route(router, "/awards/nominees/exports", NOMINEES)


@router.get("/awards", responses=problems(401, 403))
async def list_selections(
    reading: asked.AwardReading,
    *,
    award: Word = None,
    year: Year = None,
    level: Word = None,
    stage: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[views.SelectionView]:
    """Rounds that the caller's units take part in, the last first · 评选列表"""
    wanted = WantedSelections(award, year, level, stage)
    return await fetch_selections(reading, wanted, cursor, limit, view=views.SelectionView.of)


@router.get("/awards/nominees", responses=problems(401, 403))
async def list_nominees(
    reading: asked.AwardReading,
    *,
    award: Word = None,
    year: Year = None,
    person: UUID | None = None,
    unit: str | None = Query(None, max_length=24),
    standing: Word = None,
    since: Day | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[views.ListedNomineeView]:
    """Nominees of the caller's units in all rounds, the last first · 候选人和获奖人列表"""
    wanted = WantedNominees(award, year, person, unit, standing, since)
    return await fetch_nominees(reading, wanted, cursor, limit, view=views.ListedNomineeView.of)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_selection(round_id: UUID, reading: asked.AwardReading) -> views.WholeSelectionView:
    """A round with its nominees and steps · 查看评选"""
    return await views.whole_selection(reading, round_id)


@router.post(ONE + "/correction", status_code=204, responses=MAY_FAIL)
async def post_selection_correction(round_id: UUID, form: papers.TermsForm, work: asked.AwardRunner) -> None:
    """Correct how it is held, until the panel meets · 更正评选事项"""
    await commands.correct_selection(work, round_id, **form.model_dump())


@router.post(ONE + "/cancellation", status_code=204, responses=MAY_FAIL)
async def post_cancellation(round_id: UUID, form: papers.CancellationForm, work: asked.AwardRunner) -> None:
    """Give it up · 取消评选"""
    await commands.cancel_selection(work, round_id, **form.model_dump())


@router.post(ONE + "/stage", status_code=204, responses=MAY_FAIL)
async def post_stage(round_id: UUID, form: papers.MoveForm, work: asked.AwardRunner) -> None:
    """End a stage, or go back to the one before · 转入下一阶段或者退回"""
    await commands.move_selection(work, round_id, **form.model_dump())


@router.post(ONE + "/nominations", status_code=201, responses=MAY_FAIL)
async def post_nomination(
    round_id: UUID, form: papers.NominationPaper, work: asked.AwardNominator
) -> views.NominationMade:
    """Nominate somebody · 推荐候选人"""
    return views.NominationMade(nomination_id=await commands.nominate(work, round_id, **form.model_dump()))


@router.post(NOMINATION + "/correction", status_code=204, responses=MAY_FAIL)
async def post_nomination_correction(
    round_id: UUID, nomination_id: UUID, form: papers.MeritsForm, work: asked.AwardNominator
) -> None:
    """Correct its day and merits · 更正推荐"""
    await commands.correct_nomination(work, round_id, nomination_id, **form.model_dump())


@router.post(NOMINATION + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_nomination_withdrawal(
    round_id: UUID, nomination_id: UUID, form: papers.CancellationForm, work: asked.AwardNominator
) -> None:
    """Withdraw it · 撤回推荐"""
    await commands.withdraw_nomination(work, round_id, nomination_id, **form.model_dump())


@router.post(NOMINATION + "/vetting", status_code=204, responses=DECIDING)
async def post_vetting(
    round_id: UUID, nomination_id: UUID, form: papers.VettingForm, work: asked.AwardRunner, by: asked.Deciding
) -> None:
    """Take down what an office says of him · 登记部门审查意见"""
    await commands.vet_nominee(work, round_id, nomination_id, recusal=by.recusal, **form.model_dump())


@router.post(ONE + "/count", status_code=204, responses=DECIDING)
async def post_count(round_id: UUID, form: papers.CountForm, work: asked.AwardRunner, by: asked.Deciding) -> None:
    """Take down the votes as they were counted · 登记投票结果"""
    said = form.model_dump(exclude={"lines"})
    await commands.count_votes(work, round_id, lines=form.counted(), recusal=by.recusal, **said)


@router.post(ONE + "/points", status_code=204, responses=DECIDING)
async def post_points(round_id: UUID, form: papers.PointsForm, work: asked.AwardRunner, by: asked.Deciding) -> None:
    """Take down the sheet of a member of the panel · 登记评委打分"""
    said = form.model_dump(exclude={"lines"})
    await commands.score_nominees(work, round_id, lines=form.given(), recusal=by.recusal, **said)


@router.post(ONE + "/draw", status_code=204, responses=DECIDING)
async def post_draw(round_id: UUID, form: papers.DrawForm, work: asked.AwardRunner, by: asked.Deciding) -> None:
    """Take down a draw between equals · 登记抽签结果"""
    said = form.model_dump(exclude={"lines"})
    await commands.draw_lots(work, round_id, lines=form.order(), recusal=by.recusal, **said)


@router.post(ONE + "/publicity", status_code=204, responses=MAY_FAIL)
async def post_publicity(round_id: UUID, form: papers.PublicationForm, work: asked.AwardRunner) -> None:
    """Publish who is to be awarded · 公示拟授予荣誉人选"""
    await commands.publish_selection(work, round_id, **form.model_dump())


@router.post(ONE + "/objections", status_code=201, responses=MAY_FAIL)
async def post_nominee_objection(
    round_id: UUID, form: papers.NomineeObjectionPaper, work: asked.AwardNominator
) -> ObjectionMade:
    """Take down what somebody objects to who is published · 登记公示异议"""
    return ObjectionMade(number=await commands.object_to_nominee(work, round_id, **form.model_dump()))


@router.post(ONE + "/objections/{number}/settlement", status_code=204, responses=DECIDING)
async def post_objection_settlement(
    round_id: UUID, number: int, form: SettlementPaper, work: asked.AwardRunner, by: asked.Deciding
) -> None:
    """What was found of an objection · 处理公示异议"""
    await commands.settle_selection_objection(work, round_id, number, recusal=by.recusal, **form.model_dump())


@router.post(ONE + "/grant", status_code=204, responses=DECIDING)
async def post_grant(round_id: UUID, form: papers.GrantForm, work: asked.AwardGranter, by: asked.Deciding) -> None:
    """Grant the awards · 授予荣誉"""
    await commands.grant_awards(work, round_id, recusal=by.recusal, **form.model_dump())


@router.post(NOMINATION + "/revocation", status_code=204, responses=DECIDING)
async def post_revocation(
    round_id: UUID, nomination_id: UUID, form: papers.RevocationForm, work: asked.AwardGranter, by: asked.Deciding
) -> None:
    """Revoke an award · 撤销荣誉"""
    await commands.revoke_award(work, round_id, nomination_id, recusal=by.recusal, **form.model_dump())


letter_route(
    router,
    NOMINATION + "/letter",
    letter_of_award,
    "What whoever is awarded is handed, as PDF · 打印授予、撤销荣誉文书",
)
