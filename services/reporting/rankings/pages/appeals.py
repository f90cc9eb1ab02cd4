"""Appeals against scores in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import AppealReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.rankings.commands.appealing import decide_score_appeal, lodge_score_appeal
from services.reporting.rankings.parameters import CHOICES, OUTCOMES
from services.reporting.rankings.queries import get_appeal
from services.reporting.rankings.schemas import AppealPaper, AppealView, DecisionPaper
from services.reporting.schemes.parameters import INDICATORS
from services.reporting.scores.parameters import EXTRAS, SOURCES, STEPS
from services.reporting.scores.queries import get_round, list_scorers, list_scores, list_stations_of
from services.reporting.scores.schemas.rounds import ScoreView
from services.reporting.units.domain import Unit
from services.reporting.units.queries import list_units_kept
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.web.deciding import Decided, Matter, deciding
from shared.web.page import Viewing, page_router

router = page_router()

ONE = "/reporting/rankings/{round_id:uuid}"
APPEAL = "/reporting/appeals/{appeal_id:uuid}"
WORDS: Mapping[str, Any] = {"sources": SOURCES, "steps": STEPS, "figures": BY_CODE, "outcomes": OUTCOMES}


async def _of_round(matter: Matter[None]) -> Mapping[str, Any]:
    facts = await _own_stations(matter.reading, matter.about)
    stations = facts["stations"]
    return {**facts, "claimed": {"org_code": stations[0].code} if len(stations) == 1 else {}}


@deciding(router, ONE + "/appeal", "rankings.appeal", AppealPaper, "appeal-form.html", shown=_of_round, **WORDS)
async def lodge(decided: Decided[None, AppealPaper]) -> str:
    """Appeal."""
    said = decided.said
    appeal_id = await lodge_score_appeal(
        decided.work, decided.about, said.org_code, indicator=said.indicator, grounds=said.grounds
    )
    return f"/reporting/appeals/{appeal_id}"


@router.get(APPEAL)
async def show_appeal(appeal_id: UUID, reading: AppealReading, view: Viewing) -> Response:
    """One appeal, the score it is against, and what was decided."""
    facts = await _appeal(reading, appeal_id)
    each = facts["each"]
    rows = (await list_scores(reading.connection, each.round_id, each.org_code)).get(each.indicator, ())
    scorers = await list_scorers(reading.connection, each.round_id)
    is_own = are_of(reading.caller.hands, (*scorers, each.lodged_by, each.lodged_for))
    scores = [ScoreView.of(row, facts["found"].terms) for row in rows]
    return view.show("appeal.html", scores=scores, is_own=is_own, **facts, **WORDS)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return await _appeal(matter.reading, matter.about)


@deciding(router, APPEAL + "/decision", "rankings.decide", DecisionPaper, "appeal-decision.html", shown=_shown, **WORDS)
async def decide(decided: Decided[None, DecisionPaper]) -> str:
    """Decide."""
    await decide_score_appeal(decided.work, decided.about, decided.said.decision())
    return f"/reporting/appeals/{decided.about}"


async def _own_stations(reading: Reading, round_id: UUID) -> dict[str, Any]:
    found = await get_round(reading.connection, round_id)
    rows = await list_stations_of(reading, round_id)
    units = await list_units_kept(reading.connection, found.period.last, {row.org_path for row in rows})
    stations: list[Unit] = [units[row.org_path] for row in rows]
    codes = [*(each for each in INDICATORS if each.code in found.terms.marks), *EXTRAS.values()]
    return {"found": found, "stations": stations, "codes": codes}


async def _appeal(reading: Reading, appeal_id: UUID) -> dict[str, Any]:
    each = AppealView.of(await get_appeal(reading, appeal_id))
    found = await get_round(reading.connection, each.round_id)
    units = await list_units_kept(reading.connection, found.period.last, {each.org_path})
    named = {code.code: code for code in (*INDICATORS, *EXTRAS.values())}
    return {
        "each": each,
        "found": found,
        "unit": units[each.org_path],
        "indicator": named[each.indicator],
        "choices": CHOICES,
        "today": local_date(reading.now),
    }
