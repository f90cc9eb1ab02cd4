"""Rankings and appeals over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.dependencies import (
    AppealDecider,
    Appealer,
    AppealReading,
    RankingKeeper,
    RankingPublisher,
    RankingReading,
)
from services.reporting.rankings.commands.appealing import decide_score_appeal, lodge_score_appeal
from services.reporting.rankings.commands.ranking import (
    confirm_ranking,
    publish_provisional_ranking,
    publish_ranking,
    reopen_assessment_round,
)
from services.reporting.rankings.letters import letter_of_ranking
from services.reporting.rankings.queries import (
    WantedPlaces,
    fetch_places,
    get_appeal,
    get_ranking,
    list_appeals,
    list_places,
)
from services.reporting.rankings.schemas import (
    RANKINGS,
    AppealForm,
    AppealMade,
    AppealView,
    DecisionForm,
    Listed,
    PlaceOfMonthView,
    RankingView,
    ReopeningForm,
    RoundStandsView,
    StepForm,
)
from services.reporting.scores.queries import get_round
from services.reporting.scores.schemas.rounds import Month
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import document_route, letter_route

router = Router(tags=["rankings"], responses=problems(401, 403))
_ROUND = "/assessment-rounds/{round_id:uuid}"
_APPEAL = "/score-appeals/{appeal_id:uuid}"

export_route(router, "/rankings/exports", RANKINGS)


@router.get("/rankings")
async def list_rankings(
    reading: RankingReading,
    *,
    month: Annotated[Month | None, Query(description="as 2019-04")] = None,
    listed: Annotated[Listed | None, Query(description="townships, county-units")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PlaceOfMonthView]:
    """Places in the rankings that hold, the last month first, the best first · 考评名次"""
    return await fetch_places(reading, WantedPlaces(month, listed), cursor, limit, view=PlaceOfMonthView.of)


@router.get(_ROUND + "/ranking", responses=problems(404))
async def get_assessment_ranking(
    round_id: UUID,
    reading: RankingReading,
    edition: Annotated[int | None, Query(ge=1, le=10_000, description="an earlier one; the last when absent")] = None,
) -> RankingView:
    """A ranking of a month; those before it stay readable · 某期排名"""
    found = await get_round(reading.connection, round_id)
    ranking = await get_ranking(reading.connection, round_id, edition or found.edition)
    rows = await list_places(reading.connection, round_id, ranking.edition)
    return RankingView.of_rows(found, ranking, rows)


letter_route(router, _ROUND + "/ranking/letter", letter_of_ranking, "The ranking that holds, as PDF · 打印排名")
document_route(
    router, _ROUND + "/ranking/document", letter_of_ranking, "The ranking that holds, as DOCX · 排名（DOCX）"
)


@router.post(_ROUND + "/provisional-ranking", responses=problems(404, 409))
async def post_provisional_ranking(round_id: UUID, form: StepForm, work: RankingKeeper) -> RoundStandsView:
    """Rank the stations, for them to appeal against · 公示排名"""
    return RoundStandsView.of(await publish_provisional_ranking(work, round_id, version=form.version))


@router.post(_ROUND + "/confirmation", responses=problems(404, 409))
async def post_ranking_confirmation(round_id: UUID, form: StepForm, work: RankingKeeper) -> RoundStandsView:
    """Nobody may appeal any more, and all appeals are decided · 确认排名"""
    return RoundStandsView.of(await confirm_ranking(work, round_id, version=form.version))


@router.post(_ROUND + "/publication", responses=problems(404, 409))
async def post_ranking_publication(round_id: UUID, form: StepForm, work: RankingPublisher) -> RoundStandsView:
    """Publish a ranking that was confirmed · 公布排名"""
    return RoundStandsView.of(await publish_ranking(work, round_id, version=form.version))


@router.post(_ROUND + "/reopening", responses=problems(404, 409))
async def post_round_reopening(round_id: UUID, form: ReopeningForm, work: RankingPublisher) -> RoundStandsView:
    """Have a round scored again; its rankings stay readable · 退回重新评分"""
    return RoundStandsView.of(
        await reopen_assessment_round(work, round_id, reason=form.reason, version=form.version)
    )  # fmt: skip


@router.get(_ROUND + "/appeals", responses=problems(404))
async def list_score_appeals(round_id: UUID, reading: AppealReading) -> list[AppealView]:
    """Appeals of stations within your scope, the last lodged first · 某期申诉"""
    await get_round(reading.connection, round_id)
    return [AppealView.of(row) for row in await list_appeals(reading, round_id)]


@router.post(_ROUND + "/appeals", status_code=201, responses=problems(404, 409))
async def post_score_appeal(round_id: UUID, form: AppealForm, work: Appealer) -> AppealMade:
    """Appeal against a score while the ranking is provisional · 提出申诉"""
    said = {"indicator": form.indicator, "grounds": form.grounds}
    return AppealMade(appeal_id=await lodge_score_appeal(work, round_id, form.org_code, **said))


@router.get(_APPEAL, responses=problems(404))
async def get_score_appeal(appeal_id: UUID, reading: AppealReading) -> AppealView:
    """One appeal, with what was decided · 查看申诉"""
    return AppealView.of(await get_appeal(reading, appeal_id))


@router.post(_APPEAL + "/decision", responses=problems(404, 409))
async def post_score_appeal_decision(appeal_id: UUID, form: DecisionForm, work: AppealDecider) -> RoundStandsView:
    """Decide on an appeal, as somebody who did not score; upheld, all are ranked again · 决定申诉"""
    return RoundStandsView.of(await decide_score_appeal(work, appeal_id, form.decision()))
