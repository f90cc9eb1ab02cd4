"""Rounds of assessment in a browser: months, the grid of stations, one station with its arithmetic, the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.reporting.dependencies import RoundOpener, RoundOpening, Scorer, ScoreReading, Scoring
from services.reporting.figures.domain import BY_CODE
from services.reporting.schemes.domain import worded
from services.reporting.schemes.parameters import INDICATORS
from services.reporting.schemes.queries import list_inspectors
from services.reporting.scores.commands.opening import open_assessment_round
from services.reporting.scores.commands.scoring import record_score
from services.reporting.scores.domain import Round
from services.reporting.scores.parameters import EXTRAS, LISTS, SOURCES, STATES, STEPS
from services.reporting.scores.queries import (
    fetch_rounds,
    find_inspector,
    find_score,
    get_round,
    get_station,
    list_points,
    list_scores,
    list_stations_of,
)
from services.reporting.scores.schemas.many import (
    inspected,
    layout_of,
    record_scores_workbook,
    scores_to_fill_in,
)
from services.reporting.scores.schemas.rounds import IndicatorCode, RoundForm, RoundView, ScorePaper, ScoreView
from services.reporting.units.queries import list_units_kept
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date
from shared.http.dependencies import Reading, from_address, looking
from shared.http.pages import Cursor, Limit
from shared.http.validation import OrgCode
from shared.web.batches import show_verdicts
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

LIST = "/reporting/scores"
ONE = LIST + "/{round_id:uuid}"
STATION = ONE + "/stations/{org_code}"
MANY_FORM = "scores-many.html"
BADGES: Mapping[str, str] = {"open": "info", "provisional": "due", "confirmed": "ok", "published": "ok"}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "badges": BADGES,
    "lists_of": LISTS,
    "extras": EXTRAS,
    "sources": SOURCES,
    "steps": STEPS,
    "figures": BY_CODE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which score of which station."""

    round_id: UUID
    org_code: OrgCode
    indicator: IndicatorCode

    @property
    def names(self) -> tuple[UUID, str, str]:
        return self.round_id, self.org_code, self.indicator


AskedPlace = Annotated[Place, from_address(Place)]


@router.get(LIST)
async def list_rounds(reading: ScoreReading, view: Viewing, *, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The last month first."""
    page = await fetch_rounds(reading, cursor, limit, view=RoundView.of)
    return view.show("rounds.html", page=page, cursor=cursor, **WORDS)


@router.get(LIST + "/new")
async def show_new_round(reading: RoundOpening, view: Viewing) -> Response:
    """The form that opens a round: of the month before, where nothing else is typed."""
    month = CalendarMonth.of(local_date(reading.now)).preceding
    return view.show("round-form.html", form=Form({"month": month.code}))


@router.post(LIST + "/new")
async def open_round(reading: RoundOpening, work: RoundOpener, sent: Sent[RoundForm]) -> Response:
    """Open it."""
    async with sent.answering("round-form.html"):
        made = await open_assessment_round(sent.keyed(work), sent.value.calendar_month())
    return sent.done(f"{LIST}/{made}")


@router.get(ONE)
async def show_round(round_id: UUID, reading: ScoreReading, view: Viewing) -> Response:
    """Every station of the reader's units with its points, list by list."""
    found = await get_round(reading.connection, round_id)
    rows = await list_stations_of(reading, round_id)
    points = await list_points(reading.connection, round_id)
    units = await list_units_kept(reading.connection, found.period.last, {row.org_path for row in rows})
    said = {org: {code: worded(each) for code, each in own.items()} for org, own in points.items()}
    missing = sum(1 for row in rows for code in found.codes if code not in points[row.org_code])
    groups = [(listed, [row for row in rows if row.listed == code]) for code, listed in LISTS.items()]
    facts: dict[str, Any] = {"found": found, "groups": groups, "points": said, "units": units, "missing": missing}
    may = await list_inspectors(reading.connection, reading.now) if found.terms.inspectors else ()
    facts |= {
        "of_others": _of_others(reading, {code: who for code, who in found.terms.inspectors.items() if who in may})
    }
    return view.show("round.html", **facts, assessed=_assessed(found), marks=found.terms.kept()["marks"], **WORDS)


@router.get(ONE + "/many")
async def show_upload(round_id: UUID, reading: Scoring, view: Viewing) -> Response:
    """The form that hands a workbook of scores in."""
    return view.show(MANY_FORM, form=Form(), batch=None, **await _many(reading, round_id))


@router.post(ONE + "/many", max_body_size=MOST_UPLOAD_BYTES)
async def hand_in(round_id: UUID, work: Scorer, view: Viewing) -> Response:
    """Judge each row, or record its score."""
    async with looking(work) as reading:
        facts = await _many(reading, round_id)
    judging = record_scores_workbook(work, view.request, round_id)
    return await show_verdicts(view, MANY_FORM, judging, **facts)


@router.get(ONE + "/many/template.xlsx")
async def fetch_template(
    round_id: UUID, reading: Scoring, indicator: Annotated[IndicatorCode | None, Query()] = None
) -> Response:
    """The workbook to fill in, of this indicator alone, where one is named."""
    return await scores_to_fill_in(reading, round_id, indicator)


@router.get(STATION)
async def show_station(round_id: UUID, org_code: OrgCode, reading: ScoreReading, view: Viewing) -> Response:
    """One station: each score with its arithmetic, its evidence, and those before it."""
    facts = await _station(reading, round_id, org_code)
    rows = await list_scores(reading.connection, round_id, org_code)
    scores = {code: [ScoreView.of(row, facts["found"].terms) for row in each] for code, each in rows.items()}
    at = facts["station"].org_path
    named = {
        code: await find_inspector(reading.connection, facts["found"], code, at, reading.now)
        for code in facts["found"].terms.inspectors
    }
    return view.show("station.html", scores=scores, of_others=_of_others(reading, named), **facts, **WORDS)


@router.get(STATION + "/{indicator}")
async def show_score_form(place: AskedPlace, reading: Scoring, view: Viewing) -> Response:
    """The form that scores, or corrects."""
    facts = await _scored(reading, place)
    stands = await _stands(reading, place)
    return view.show("score-form.html", form=Form(stands.values, stands.version), **facts, **WORDS)


@router.post(STATION + "/{indicator}")
async def score(place: AskedPlace, reading: Scoring, work: Scorer, sent: Sent[ScorePaper]) -> Response:
    """Score it."""
    facts = {**await _scored(reading, place), **WORDS}
    async with sent.answering("score-form.html", stands=partial(_stands, reading, place), **facts):
        given = sent.value.given()
        await record_score(sent.keyed(work), *place.names, given, edition=sent.version)
    return sent.done(f"{LIST}/{place.round_id}/stations/{place.org_code}")


def _of_others(reading: Reading, named: Mapping[str, UUID | None]) -> set[str]:
    """Indicators that somebody else than the reader is named for."""
    return {code for code, who in named.items() if who not in {None, *reading.caller.hands}}


def _assessed(found: Round) -> list[Any]:
    return [each for each in INDICATORS if each.code in found.terms.marks]


async def _many(reading: Reading, round_id: UUID) -> dict[str, Any]:
    found = await get_round(reading.connection, round_id)
    rows = await list_stations_of(reading, round_id)
    units = await list_units_kept(reading.connection, found.period.last, {row.org_path for row in rows})
    return {
        "found": found,
        "names": {row.org_code: units[row.org_path].name for row in rows},
        "called": layout_of(found).called,
        "inspected": inspected(found),
        "indicators": {each.code: each for each in (*_assessed(found), *EXTRAS.values())},
        "back": f"{LIST}/{round_id}",
    }


async def _station(reading: Reading, round_id: UUID, org_code: str) -> dict[str, Any]:
    found = await get_round(reading.connection, round_id)
    station = await get_station(reading.connection, round_id, org_code)
    reading.caller.must_cover(station.org_path)
    units = await list_units_kept(reading.connection, found.period.last, {station.org_path})
    most = {**found.terms.kept()["marks"], **{code: worded(found.most(code)) for code in EXTRAS}}
    return {
        "found": found,
        "station": station,
        "unit": units[station.org_path],
        "most": most,
        "all_codes": [*_assessed(found), *EXTRAS.values()],
        "back": f"{LIST}/{round_id}",
    }


async def _scored(reading: Reading, place: Place) -> dict[str, Any]:
    facts = await _station(reading, place.round_id, place.org_code)
    facts["found"].most(place.indicator)
    return {**facts, "indicator": next(each for each in facts["all_codes"] if each.code == place.indicator)}


async def _stands(reading: Reading, place: Place) -> Standing:
    """The score that holds; for who filled in the form while somebody else scored it as well."""
    row = await find_score(reading.connection, *place.names)
    if row is None:
        return Standing(0, {}, None, None)
    said = {"points": worded(row.points), "evidence": row.evidence}
    return Standing(row.edition, said, row.recorded_at, row.recorded_by)
