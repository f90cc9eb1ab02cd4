"""Categories that are shown: what waits for one, how each stands, what was said of it, the letter."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.categories.domain.deciding import open_to
from services.registry.categories.domain.holding import TRANSITIONS, HoldingState
from services.registry.categories.letters import letter_of_category, letter_of_category_decision
from services.registry.categories.parameters import (
    ACTS,
    CLAUSES,
    EVIDENCES,
    LEVELS,
    ORIGINS,
    OUTCOMES,
    REASONS,
    REFUSALS,
    RETURNS,
    STATES,
    WITHDRAWALS,
    Act,
)
from services.registry.categories.queries.decisions import decisions_in
from services.registry.categories.queries.holdings import (
    WantedHoldings,
    fetch_holdings,
    get_holding,
    holding_of,
    list_told,
)
from services.registry.categories.queries.story import list_believed, list_opinions
from services.registry.categories.schemas.exported import HOLDINGS
from services.registry.categories.schemas.views import CategoryOpinionView, HoldingLine, HoldingView
from services.registry.network.domain import UnitKind
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.parameters.codes import CATEGORY
from services.registry.veterans.parameters.groups import GROUPS, Group
from shared.approval.proposal import WHOSE
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import letter_pages
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/registry/categories"
ONE = LIST + "/{holding_id}"
OF = "/registry/persons/{veteran_id}/categories"
OF_RECIPIENT = "/registry/recipients/{person_id}/categories"
KINDS: Mapping[HoldingState, str] = {
    HoldingState.RECEIVED: "info",
    HoldingState.ENJOYING: "ok",
    HoldingState.NO_BENEFIT: "ok",
    HoldingState.SUSPENDED: "due",
    HoldingState.NOT_RECOGNISED: "late",
}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "kinds": KINDS,
    "acts": ACTS,
    "outcomes": OUTCOMES,
    "levels": LEVELS,
    "origins": ORIGINS,
    "reasons": REASONS,
    "clauses": CLAUSES,
    "evidences": EVIDENCES,
    "states_to_choose": list(STATES.values()),
    "reasons_to_choose": [*RETURNS.values(), *REFUSALS.values()],
    "withdrawals_to_choose": list(WITHDRAWALS.values()),
    "clauses_to_choose": list(CLAUSES.values()),
    "evidences_to_choose": list(EVIDENCES.values()),
    "categories_to_choose": CATEGORY.codes,
    "purposes": [each for each in DISCLOSURE_PURPOSE.codes if each.code in GROUPS[Group.CATEGORIES].purposes],
    "flags": (Named("true", "是", "yes"), Named("false", "否", "no")),
    "whose": WHOSE,
}


@router.get(LIST)
async def list_of_holdings(
    reading: asked.CategoryReading,
    registrar: asked.Registration,
    view: Viewing,
    *,
    state: HoldingState | None = None,
    unit: OrgCode | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What was applied for in the reader's scope, or waits for his level; not which category."""
    wanted = WantedHoldings(state, unit, mine)
    page = await fetch_holdings(
        reading, wanted, cursor, limit, view=lambda row: HoldingLine.of(row, registrar.keyring)
    )  # fmt: skip
    units = await names_of_units(reading.connection, {line.org_code for line in page.items})
    return view.show("category-holdings.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, HOLDINGS)


@router.get(OF)
async def show_of_person(
    veteran_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """What a person has applied for: a part of the person's page."""
    lines = [HoldingLine.of(row, registrar.keyring) for row in await list_told(reading, veteran_id)]
    return view.show("categories-of.html", lines=lines, **at_file(veteran_id), **WORDS)


@router.get(OF_RECIPIENT)
async def show_of_recipient(
    person_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """The same of somebody who has no veteran's file."""
    lines = [HoldingLine.of(row, registrar.keyring) for row in await list_told(reading, person_id)]
    return view.show("categories-of.html", lines=lines, **at_recipient(person_id), **WORDS)


@router.get(ONE)
async def show_one(
    holding_id: UUID, reading: asked.CategoryReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """How one stands, and what was said of its applications."""
    row = await get_holding(reading.connection, holding_id, reading.caller)
    opinions = [each.opinion for each in await list_opinions(reading.connection, holding_id, of_round=row.round)]
    # Of whoever has died, is deregistered or has moved away nothing is decided.
    waits_for = row.asked if row.file_state == FileState.REGISTERED else None
    steps = open_to(reading.caller, row.org_path, waits_for, opinions, reading.now, kind=UnitKind(row.unit_kind))
    possible = _possible(holding_of(row).state) if row.stands == row.state else ()
    decisions = decisions_in(await list_believed(reading.connection, holding_id))
    shown = await named(reading, holding_id, registrar)
    return view.show("category-holding.html", steps=steps, possible=possible, decisions=decisions, **shown)


letter_pages(router, ONE + "/opinions/{number}/letter", letter_of_category, back=ONE)
letter_pages(router, ONE + "/decisions/{revision}/letter", letter_of_category_decision, back=ONE)


def at_file(veteran_id: UUID, proxies: Sequence[Named] = ()) -> Mapping[str, Any]:
    """Where the pages of a veteran's categories are, and who acts for him."""
    return {"address": f"/registry/persons/{veteran_id}", "has_file": True, "is_own": False, "proxies": proxies}


def at_recipient(person_id: UUID) -> Mapping[str, Any]:
    """Where those of a recipient without a file are."""
    return {"address": f"/registry/recipients/{person_id}", "has_file": False, "is_own": False, "proxies": ()}


async def named(reading: Reading, holding_id: UUID, registrar: Registrar) -> Mapping[str, Any]:
    row = await get_holding(reading.connection, holding_id, reading.caller)
    opinions = [CategoryOpinionView.of(given) for given in await list_opinions(reading.connection, holding_id)]
    each = HoldingView.of_row(row, registrar.keyring, opinions)
    return {"each": each, "units": await names_of_units(reading.connection, {row.org_code}), **WORDS}


def _possible(state: HoldingState) -> Sequence[Act]:
    return [act for act in ACTS if state in TRANSITIONS[act].since]
