"""Lists of rounds and of nominees, a new round, and one with what can be done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.awards.commands import open_selection, settle_selection_objection
from services.benefits.awards.domain.rounds import Act
from services.benefits.awards.letters import letter_of_award
from services.benefits.awards.pages.acts import OF_A_NOMINEE, OF_A_ROUND
from services.benefits.awards.pages.words import LIST, NOMINATION, ONE, WORDS
from services.benefits.awards.queries import (
    WantedNominees,
    WantedSelections,
    fetch_nominees,
    fetch_selections,
    recorded_results,
)
from services.benefits.awards.schemas.exported import NOMINEES, SELECTIONS, Year
from services.benefits.awards.schemas.papers import OpeningPaper
from services.benefits.awards.schemas.views import ListedNomineeView, SelectionView, whole_selection
from services.benefits.directory.queries import names_of_units
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import letter_pages
from shared.publicity import SETTLEMENT, UPHELD
from shared.publicity.papers import SettlementPaper
from shared.web.filters import FilterDay, FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()


@router.get(LIST)
async def list_selections(
    reading: asked.AwardReading,
    view: Viewing,
    *,
    award: FilterText = None,
    year: Year = None,
    level: FilterText = None,
    stage: FilterText = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Rounds that the reader's units take part in, the last first."""
    wanted = WantedSelections(award or None, year, level or None, stage or None)
    page = await fetch_selections(reading, wanted, cursor, limit, view=SelectionView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("awards.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, SELECTIONS)


@router.get(LIST + "/nominees")
async def list_nominees(
    reading: asked.AwardReading,
    view: Viewing,
    *,
    award: FilterText = None,
    year: Year = None,
    person: FilterId = None,
    unit: FilterText = None,
    standing: FilterText = None,
    since: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Nominees of the reader's units in all rounds, the last first."""
    wanted = WantedNominees(award or None, year, person, unit or None, standing or None, since)
    page = await fetch_nominees(reading, wanted, cursor, limit, view=ListedNomineeView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("award-nominees.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST + "/nominees", NOMINEES)


@router.get(LIST + "/new")
async def show_opening(reading: asked.AwardRunning, view: Viewing) -> Response:
    """The form of a new round, at the reader's own unit where he has one."""
    scope = reading.caller.scope
    today = local_date(reading.now)
    own = scope[0].rpartition(".")[2] if len(scope) == 1 else None
    values = {"opened_on": today, "year": today.year, "level": "county", "org_code": own}
    return view.show("award-form.html", form=Form(values), opens=True, back=LIST, **WORDS)


@router.post(LIST + "/new")
async def send_opening(work: asked.AwardRunner, sent: Sent[OpeningPaper]) -> Response:
    """Open it."""
    async with sent.answering("award-form.html", opens=True, back=LIST, **WORDS):
        round_id = await open_selection(sent.keyed(work), **sent.value.model_dump())
    return sent.done(f"{LIST}/{round_id}")


@router.get(ONE)
async def show_selection(reading: asked.AwardReading, view: Viewing, round_id: UUID) -> Response:
    """One of them, by its stages, and what can be done."""
    each = await whole_selection(reading, round_id)
    units = await names_of_units(reading.connection, {each.org_code, *(one.org_code for one in each.nominees)})
    holds = reading.caller.covers(each.org_path)
    took_down = are_of(reading.caller.hands, await recorded_results(reading.connection, round_id))
    others = {Act.GRANT} if took_down else set()
    possible = [
        act for act in OF_A_ROUND if act.is_possible(each) and (holds or not act.is_run) and act.act not in others
    ]
    of_nominee = {
        one.nomination_id: [act for act in OF_A_NOMINEE if act.is_possible(each, one)] for one in each.nominees
    }
    return view.show(
        "award.html", each=each, acts=possible, of_nominee=of_nominee, units=units, **WORDS
    )  # fmt: skip


letter_pages(router, NOMINATION + "/letter", letter_of_award, back=LIST + "/{round_id}")


@router.get(ONE + "/objections/{number}/settlement")
async def show_settlement(reading: asked.AwardRunning, view: Viewing, round_id: UUID, number: int) -> Response:
    """The form of what was found of an objection."""
    form = Form({"settled_on": local_date(reading.now)})
    return view.show("award-settlement.html", form=form, **await _objected(reading, round_id, number))


@router.post(ONE + "/objections/{number}/settlement")
async def send_settlement(
    reading: asked.AwardRunning,
    work: asked.AwardRunner,
    by: asked.Deciding,
    *,
    round_id: UUID,
    number: int,
    sent: Sent[SettlementPaper],
) -> Response:
    """Settle it."""
    said = sent.value.model_dump()
    async with sent.answering("award-settlement.html", **await _objected(reading, round_id, number)):
        await settle_selection_objection(sent.keyed(work), round_id, number, recusal=by.recusal, **said)
    return sent.done(f"{LIST}/{round_id}")


async def _objected(reading: Reading, round_id: UUID, number: int) -> Mapping[str, Any]:
    each = await whole_selection(reading, round_id)
    objection = next((one for one in each.objections if one.number == number), None)
    return {
        "each": each, "objection": objection, "called": SETTLEMENT, "upheld": UPHELD, "back": f"{LIST}/{round_id}",
        **WORDS,
    }  # fmt: skip
