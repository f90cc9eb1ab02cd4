"""Rounds of assessment and scores over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.reporting.dependencies import RoundOpener, Scorer, ScoreReading, Scoring
from services.reporting.scores.commands.opening import open_assessment_round
from services.reporting.scores.commands.scoring import record_score
from services.reporting.scores.queries import (
    fetch_rounds,
    get_round,
    get_station,
    list_points,
    list_scores,
    list_stations_of,
)
from services.reporting.scores.schemas.many import ScoreBatchView, record_scores_workbook, scores_to_fill_in
from services.reporting.scores.schemas.rounds import (
    IndicatorCode,
    RoundForm,
    RoundMade,
    RoundView,
    ScoreForm,
    ScoreStandsView,
    StationPointsView,
    StationScoresView,
    WholeRoundView,
)
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import OrgCode
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

router = Router(prefix="/assessment-rounds", tags=["assessment rounds"], responses=problems(401, 403))
_ONE = "/{round_id:uuid}"


@router.post("", status_code=201, responses=problems(409))
async def post_assessment_round(form: RoundForm, work: RoundOpener) -> RoundMade:
    """Open the assessment of a month, by frozen figures and its daily reports · 开始某月考评"""
    return RoundMade(round_id=await open_assessment_round(work, form.calendar_month()))


@router.get("")
async def list_assessment_rounds(reading: ScoreReading, *, cursor: Cursor = None, limit: Limit = 50) -> Page[RoundView]:
    """All of them, the last month first · 各期考评"""
    return await fetch_rounds(reading, cursor, limit, view=RoundView.of)


@router.get(_ONE, responses=problems(404))
async def get_assessment_round(round_id: UUID, reading: ScoreReading) -> WholeRoundView:
    """One of them, with the points of the stations within your scope · 某期各站得分"""
    found = await get_round(reading.connection, round_id)
    points = await list_points(reading.connection, round_id)
    rows = await list_stations_of(reading, round_id)
    return WholeRoundView(
        round_id=round_id,
        month=found.month,
        state=found.state,
        marks=found.terms.kept()["marks"],
        stations=[StationPointsView.of_row(row, points[row.org_code]) for row in rows],
    )


@router.get(_ONE + "/stations/{org_code}", responses=problems(404))
async def get_station_scores(round_id: UUID, org_code: OrgCode, reading: ScoreReading) -> StationScoresView:
    """Every score of a station, with its arithmetic, its evidence, and those before it · 某站得分明细"""
    station = await get_station(reading.connection, round_id, org_code)
    reading.caller.must_cover(station.org_path)
    terms = (await get_round(reading.connection, round_id)).terms
    return StationScoresView.of_rows(org_code, await list_scores(reading.connection, round_id, org_code), terms)


@router.post(_ONE + "/scores", status_code=201, responses=problems(404, 409))
async def post_score(round_id: UUID, form: ScoreForm, work: Scorer) -> ScoreStandsView:
    """Score a station, or correct a score while the round is open; what was given is kept · 评分、更正得分"""
    edition = await record_score(
        work, round_id, form.org_code, form.indicator, form.given(), edition=form.edition
    )  # fmt: skip
    return ScoreStandsView(edition=edition)


@router.post(
    _ONE + "/scores/workbooks",
    responses=problems(404, 409, 413, 415, 429),
    openapi_extra=workbook_form(),
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_scores_workbook(request: Request, round_id: UUID, work: Scorer) -> ScoreBatchView:
    """Score many stations by an XLSX or CSV file, row by row; a trial records none · 上传评分表格

    Each row is judged as a single score is. Rows without points, evidence and reason are left alone; a row that the
    score says already changes nothing.
    """
    return await record_scores_workbook(work, request, round_id)


@router.get(
    _ONE + "/scores/template.xlsx",
    response_class=Response,
    responses={**TEMPLATE_RESPONSES, **problems(404, 409)},
)
async def get_scores_template(
    round_id: UUID,
    reading: Scoring,
    indicator: Annotated[IndicatorCode | None, Query(description="absent: all that inspectors score")] = None,
) -> Response:
    """The workbook to fill in, a row for each station and indicator that an inspector scores · 下载评分表格模板"""
    return await scores_to_fill_in(reading, round_id, indicator)
