"""Rankings in a browser: places, a month that opens to its arithmetic, its steps."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy import Row
from starlette.responses import Response

from services.reporting.dependencies import (
    RankingReading,
)
from services.reporting.figures.domain import BY_CODE
from services.reporting.rankings.commands.ranking import (
    confirm_ranking,
    publish_provisional_ranking,
    publish_ranking,
    reopen_assessment_round,
)
from services.reporting.rankings.domain import both_ends
from services.reporting.rankings.letters import letter_of_ranking
from services.reporting.rankings.parameters import OUTCOMES, WEAK
from services.reporting.rankings.queries import (
    WantedPlaces,
    fetch_places,
    find_last_published,
    get_ranking,
    list_appeals,
    list_places,
    places_before,
)
from services.reporting.rankings.schemas import (
    RANKINGS,
    AppealView,
    Listed,
    PlaceOfMonthView,
    ReopeningPaper,
    StepPaper,
)
from services.reporting.schemes.domain import worded
from services.reporting.schemes.parameters import BY_INDICATOR, INDICATORS
from services.reporting.scores.domain import Round
from services.reporting.scores.parameters import BONUS, DEDUCTION, EXTRAS, LISTS, SOURCES, STATES, STEPS
from services.reporting.scores.queries import get_round, list_scores
from services.reporting.scores.rules import Reckoned, added_up
from services.reporting.scores.schemas.rounds import Month, ScoreView
from services.reporting.units.queries import list_units_kept
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import document_page, letter_pages
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/rankings"
ONE = LIST + "/{round_id:uuid}"
BADGES: Mapping[str, str] = {"open": "info", "provisional": "due", "confirmed": "ok", "published": "ok"}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "badges": BADGES,
    "lists_of": LISTS,
    "sources": SOURCES,
    "steps": STEPS,
    "figures": BY_CODE,
    "outcomes": OUTCOMES,
}

TOTAL = Named("total", "总分", "total")
OPENING: Mapping[str, Named] = {**BY_INDICATOR, **EXTRAS, TOTAL.code: TOTAL}
"""What of a station opens to how it came about."""

Take = Callable[..., Awaitable[Round]]
TAKEN: Sequence[tuple[str, str, Take]] = (
    ("provisional", "rankings.keep", publish_provisional_ranking),
    ("confirmation", "rankings.keep", confirm_ranking),
    ("publication", "rankings.publish", publish_ranking),
)
"""The steps of a ranking: the end of the address, who may take it, and how."""


@router.get(LIST)
async def list_rankings(
    reading: RankingReading,
    view: Viewing,
    *,
    month: Month | None = None,
    listed: Listed | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Places, the last month first, the best first."""
    wanted = WantedPlaces(month, listed)
    page = await fetch_places(reading, wanted, cursor, limit, view=PlaceOfMonthView.of)
    paths = {each.org_path for each in page.items}
    units = await list_units_kept(reading.connection, local_date(reading.now), paths)
    return view.show("rankings.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, RANKINGS)


@router.get(LIST + "/last")
async def show_last_ranking(reading: RankingReading, view: Viewing, as_of: FilterDay = None) -> Response:
    """Of the last ranking that was published by a day, who leads each list and who ends it."""
    day = as_of or local_date(reading.now)
    ranking = await find_last_published(reading.connection, day)
    if ranking is None:
        return view.show("ranking-last.html", ranking=None)
    rows = await list_places(reading.connection, ranking.round_id, ranking.edition)
    lists = [(words, [row for row in rows if row.listed == code]) for code, words in LISTS.items()]
    groups = [(words, both_ends(own)) for words, own in lists if own]
    units = await list_units_kept(reading.connection, day, {row.org_path for row in rows})
    return view.show("ranking-last.html", ranking=ranking, groups=groups, units=units, worded=worded)


@router.get(ONE)
async def show_ranking(
    round_id: UUID,
    reading: RankingReading,
    view: Viewing,
    *,
    edition: Annotated[int | None, Query(ge=1, le=10_000)] = None,
    opened: Annotated[str | None, Query(max_length=40, description="station and indicator: 411329104.A5")] = None,
) -> Response:
    """The ranking of a month, list by list; a score of the reader's units opens to its arithmetic."""
    found = await get_round(reading.connection, round_id)
    ranking = await get_ranking(reading.connection, round_id, edition or found.edition)
    rows = await list_places(reading.connection, round_id, ranking.edition)
    units = await list_units_kept(reading.connection, found.period.last, {row.org_path for row in rows})
    scorer = permitted(reading.caller, "scores.read")
    own = {row.org_code for row in rows if scorer.covers(row.org_path)}
    facts: Mapping[str, Any] = {
        "found": found,
        "ranking": ranking,
        "units": units,
        "groups": [(words, [row for row in rows if row.listed == code]) for code, words in LISTS.items()],
        "totals": {row.org_code: worded(row.total) for row in rows},
        "before": await places_before(reading.connection, found.month),
        "own": own,
        "opened": await _opened(reading, found, opened, {row.org_code: row for row in rows if row.org_code in own}),
        "appeals": await _appeals(reading, round_id),
        "may_appeal": found.state == "provisional"
        and local_date(reading.now) <= (found.appeals_until or found.period.first),
    }
    return view.show("ranking.html", is_weak=partial(_is_weak, found), **facts, **_heads(found), **WORDS)


letter_pages(router, ONE + "/letter", letter_of_ranking, back=LIST + "/{round_id}")
document_page(router, ONE + "/document.docx", letter_of_ranking)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    found = await get_round(matter.reading.connection, matter.about)
    return {"each": found, "found": found}


async def _stands(matter: Matter[None]) -> Standing:
    found = await get_round(matter.reading.connection, matter.about)
    return Standing(found.version, {}, None, None, STATES[found.state])


def _step(step: str, permission: str, take: Take) -> None:
    """The page of a step, to be confirmed."""

    @deciding(
        router,
        f"{ONE}/{step}",
        permission,
        StepPaper,
        "ranking-step.html",
        shown=_shown,
        stands=_stands,
        step=step,
        **WORDS,
    )
    async def taken(decided: Decided[None, StepPaper]) -> str:
        """Take it."""
        await take(decided.work, decided.about, version=decided.version)
        return f"{LIST}/{decided.about}"


for each in TAKEN:
    _step(*each)


@deciding(
    router,
    ONE + "/reopening",
    "rankings.publish",
    ReopeningPaper,
    "reopening.html",
    shown=_shown,
    stands=_stands,
    **WORDS,
)
async def reopen(decided: Decided[None, ReopeningPaper]) -> str:
    """Have it scored again, and say why."""
    reason = decided.said.reason
    await reopen_assessment_round(decided.work, decided.about, reason=reason, version=decided.version)
    return f"/reporting/scores/{decided.about}"


def _heads(found: Round) -> dict[str, Any]:
    extras = [EXTRAS[BONUS], EXTRAS[DEDUCTION]]
    assessed = [each for each in INDICATORS if each.code in found.terms.marks]
    terms = found.terms.kept()
    return {"assessed": assessed, "extras": extras, "marks": terms["marks"], "veto": terms["veto"], "total": TOTAL}


def _is_weak(found: Round, indicator: str, points: str) -> bool:
    return Decimal(points) < found.terms.marks[indicator] * WEAK


@dataclass(frozen=True, slots=True)
class Opened:
    """What is opened of a station: a score, or the total with all that is neither indicator nor sum."""

    org_code: str
    what: Named
    sum: Reckoned | None
    scores: Sequence[tuple[Named, ScoreView]]


async def _opened(reading: Reading, found: Round, opened: str | None, own: Mapping[str, Row[Any]]) -> Opened | None:
    """`own`: by station, where the reader may see more than its points. None where there is nothing to be seen."""
    org_code, _, code = (opened or "").partition(".")
    if org_code not in own or code not in OPENING:
        return None
    kept = await list_scores(reading.connection, found.round_id, org_code)
    codes = [each for each in (EXTRAS if code == TOTAL.code else (code,)) if each in kept]
    points = {each: Decimal(said) for each, said in own[org_code].points.items()}
    total = added_up(points, found.terms) if code == TOTAL.code else None
    scores = [(OPENING[each], ScoreView.of(kept[each][0], found.terms)) for each in codes]
    return Opened(org_code, OPENING[code], total, scores) if total or scores else None


async def _appeals(reading: Reading, round_id: UUID) -> Sequence[AppealView]:
    """Those that the reader may see."""
    asker = permitted(reading.caller, "rankings.read-appeals")
    if not asker.grants:
        return ()
    rows: Sequence[Row[Any]] = await list_appeals(reading, round_id)
    return [AppealView.of(row) for row in rows if asker.covers(row.org_path)]
