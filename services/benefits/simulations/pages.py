"""Simulations in a browser: those of a draft, and one with its progress, its counts and the persons behind them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.directory.queries import names_of_units
from services.benefits.eligibility.parameters import OUTCOMES
from services.benefits.facts.queries import find_waiting
from services.benefits.programmes.queries import PROPOSED, is_in_force
from services.benefits.programmes.schemas import DraftView
from services.benefits.simulations.commands import ask_simulation, open_simulated_changes, stop_simulation
from services.benefits.simulations.parameters import STATES
from services.benefits.simulations.queries import (
    Naming,
    WantedChanges,
    fetch_changes,
    fetch_simulations,
    get_simulation,
    list_by_station,
    naming_of,
)
from services.benefits.simulations.schemas import ChangeView, OpeningForm, SimulationForm, SimulationView, UnitChanges
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, Page
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

OF_DRAFT = "/benefits/programme-drafts/{proposal_id:uuid}/simulations"
ONE = "/benefits/simulations/{simulation_id:uuid}"
WORDS: Mapping[str, Any] = {"states": STATES, "outcomes": OUTCOMES}


@router.get(OF_DRAFT)
async def list_simulations(
    reading: asked.ProgrammeDraftReading, view: Viewing, proposal_id: UUID, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Those of a draft, the last first."""
    page = await fetch_simulations(reading, proposal_id, cursor, limit, view=SimulationView.of)
    return view.show("simulations.html", page=page, cursor=cursor, **await _draft(reading, proposal_id))


@router.get(OF_DRAFT + "/new")
async def show_new(reading: asked.ProgrammeSimulating, view: Viewing, proposal_id: UUID) -> Response:
    """The form: as of which day."""
    form = Form({"on": local_date(reading.now)})
    return view.show("simulation-form.html", form=form, **await _asking(reading, proposal_id))


@router.post(OF_DRAFT + "/new")
async def ask(
    reading: asked.ProgrammeSimulating, work: asked.ProgrammeSimulator, proposal_id: UUID, sent: Sent[SimulationForm]
) -> Response:
    """Ask for one, and go on to it."""
    async with sent.answering("simulation-form.html", **await _asking(reading, proposal_id)):
        on = sent.value.on or local_date(reading.now)
        simulation_id = await ask_simulation(sent.keyed(work), proposal_id, on=on)
    return sent.done(f"/benefits/simulations/{simulation_id}")


async def _draft(reading: Reading, proposal_id: UUID) -> Mapping[str, Any]:
    each = DraftView.of(await PROPOSED.get(reading.connection, proposal_id, reading.caller))
    return {"draft": each, "back": f"/benefits/programme-drafts/{proposal_id}", **WORDS}


async def _asking(reading: Reading, proposal_id: UUID) -> Mapping[str, Any]:
    """The draft, and of how many persons it is not known what their files say now."""
    waiting = await find_waiting(reading.connection)
    return {**await _draft(reading, proposal_id), "waiting": waiting.count}


@router.get(ONE)
async def show_simulation(
    reading: asked.ProgrammeDraftReading,
    view: Viewing,
    simulation_id: UUID,
    *,
    before: FilterText = None,
    after: FilterText = None,
    unit: FilterText = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """How far it is, what changes in which unit, and for whom."""
    row = await get_simulation(reading.connection, simulation_id)
    each, wanted = SimulationView.of(row), WantedChanges(before or None, after or None, unit or None)
    page: Page[ChangeView] | None = None
    naming = await naming_of(reading, row)
    if naming is Naming.OPEN:
        page = await fetch_changes(reading, simulation_id, wanted, cursor, limit, view=ChangeView.of)
    units = UnitChanges.all_of(await list_by_station(reading.connection, simulation_id))
    paths = {one.org_path.rpartition(".")[2] for one in (page.items if page else ()) if one.org_path}
    names = await names_of_units(reading.connection, paths | {one.org_code for one in units})
    compared = await is_in_force(reading.connection, each.programme_code, each.on)
    found = {"wanted": wanted, "units": units, "names": names, "compared": compared, "naming": naming}
    shown = {**found, **await _draft(reading, each.proposal_id)}
    return view.show("simulation.html", each=each, page=page, cursor=cursor, **shown)


@router.get(ONE + "/progress")
async def show_progress(reading: asked.ProgrammeDraftReading, view: Viewing, simulation_id: UUID) -> Response:
    """A part that asks again every second until it is finished."""
    each = SimulationView.of(await get_simulation(reading.connection, simulation_id))
    anew = {"HX-Refresh": "true"} if each.ended_at else {}
    return view.show("simulation-progress.html", headers=anew, each=each, **WORDS)


async def _one(matter: Matter[None]) -> Mapping[str, Any]:
    return {"each": SimulationView.of(await get_simulation(matter.reading.connection, matter.about)), **WORDS}


@deciding(router, ONE + "/opening", "programmes.open-changes", OpeningForm, "simulation-opening.html", shown=_one)
async def open_list(decided: Decided[None, OpeningForm]) -> str:
    """Open it for an hour, and say what for."""
    await open_simulated_changes(decided.work, decided.about, purpose=decided.said.purpose)
    return f"/benefits/simulations/{decided.about}"


@deciding(router, ONE + "/stop", "programmes.simulate", Pressed, "simulation-stop.html", shown=_one)
async def stop(decided: Decided[None, Pressed]) -> str:
    """End it here."""
    await stop_simulation(decided.work, decided.about)
    return f"/benefits/simulations/{decided.about}"
