"""Simulations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits.dependencies import ChangesOpener, ProgrammeDraftReading, ProgrammeSimulator
from services.benefits.eligibility.domain import Outcome
from services.benefits.simulations.commands import ask_simulation, open_simulated_changes, stop_simulation
from services.benefits.simulations.queries import (
    WantedChanges,
    fetch_changes,
    fetch_simulations,
    get_simulation,
    list_by_station,
)
from services.benefits.simulations.schemas import (
    ChangeView,
    OpeningForm,
    SimulationForm,
    SimulationMade,
    SimulationView,
    UnitChanges,
)
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["programmes"])


@router.post("/programme-drafts/{proposal_id}/simulations", status_code=202, responses=problems(401, 403, 404, 409))
async def post_simulation(proposal_id: UUID, form: SimulationForm, work: ProgrammeSimulator) -> SimulationMade:
    """Have a draft weighed over everybody: who gains, who loses, what it costs · 测算草案的影响"""
    return SimulationMade(simulation_id=await ask_simulation(work, proposal_id, on=form.on or local_date(work.now)))


@router.get("/programme-drafts/{proposal_id}/simulations", responses=problems(401, 403))
async def list_simulations(
    proposal_id: UUID, reading: ProgrammeDraftReading, cursor: Cursor = None, limit: Limit = 50
) -> Page[SimulationView]:
    """Those of a draft, the last first · 草案的历次测算"""
    return await fetch_simulations(reading, proposal_id, cursor, limit, view=SimulationView.of)


@router.get("/simulations/{simulation_id}", responses=problems(401, 403, 404))
async def show_simulation(simulation_id: UUID, reading: ProgrammeDraftReading) -> SimulationView:
    """How far it is, and what it found so far · 测算进度和结果"""
    return SimulationView.of(await get_simulation(reading.connection, simulation_id))


@router.get("/simulations/{simulation_id}/units", responses=problems(401, 403, 404))
async def list_units_of_simulation(simulation_id: UUID, reading: ProgrammeDraftReading) -> list[UnitChanges]:
    """Changes counted for each unit below the centre · 各乡镇街道的变化"""
    await get_simulation(reading.connection, simulation_id)
    return UnitChanges.all_of(await list_by_station(reading.connection, simulation_id))


@router.get("/simulations/{simulation_id}/changes", responses=problems(401, 403, 404))
async def list_changes(
    simulation_id: UUID,
    reading: ProgrammeDraftReading,
    *,
    before: Outcome | None = None,
    after: Outcome | None = None,
    unit: Annotated[str | None, Query(max_length=24, description="org code; that organisation and all below")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ChangeView]:
    """Persons for whom it changes something, by id · 受影响的人员"""
    wanted = WantedChanges(before, after, unit)
    return await fetch_changes(reading, simulation_id, wanted, cursor, limit, view=ChangeView.of)


@router.post("/simulations/{simulation_id}/changes/opening", status_code=204, responses=problems(401, 403, 404))
async def post_opening(simulation_id: UUID, form: OpeningForm, work: ChangesOpener) -> None:
    """Say what the list of a draft that weighs something sensitive is for; it is open for an hour · 说明查看用途

    Before that `GET /simulations/{simulation_id}/changes` is refused with 403 `changes-not-opened`.
    """
    await open_simulated_changes(work, simulation_id, purpose=form.purpose)


@router.post("/simulations/{simulation_id}/stop", status_code=204, responses=problems(401, 403, 404, 409))
async def post_simulation_stop(simulation_id: UUID, work: ProgrammeSimulator) -> None:
    """Stop one that was asked for by mistake; what it found so far stays · 停止测算"""
    await stop_simulation(work, simulation_id)
