"""Simulations are asked for and stopped by people, and weighed by the worker, a chunk in each transaction."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from services.benefits.amounts.queries import find_tables, parameters_on
from services.benefits.eligibility.queries import find_facts, weighing_of
from services.benefits.programmes.domain import ProgrammeNotFound
from services.benefits.programmes.queries import get_in_force_on
from services.benefits.programmes.tables import PROGRAMME_DRAFT, draft_of
from services.benefits.simulations.domain import (
    Side,
    Simulated,
    SimulationEnded,
    SimulationNotFound,
    SimulationRunning,
    SimulationState,
    Tally,
)
from services.benefits.simulations.parameters import CHUNK, KEPT
from services.benefits.simulations.queries import count_everybody, draft_version, get_simulation, list_next
from services.benefits.simulations.tables import SIMULATED_CHANGE, SIMULATION
from shared.approval.proposal import ProposalNotFound
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.ids import new_id
from shared.privacy.keyring import Keyring

_HELD = SIMULATION.c


@command
async def ask_simulation(tx: Transaction, proposal_id: UUID, *, on: date) -> UUID:
    """Have an open draft, as it is written now, weighed over everybody as of a day. Answers the simulation's id.

    Raises `ProposalNotFound`, `ProposalDecided`, `SimulationRunning`.
    """
    drafted = select(PROGRAMME_DRAFT).where(PROGRAMME_DRAFT.c.proposal_id == proposal_id).with_for_update()
    row = (await tx.connection.execute(drafted)).one_or_none()
    if row is None:
        raise ProposalNotFound
    tx.concerns(f"programme {row.programme_code}")
    draft_of(row).must_be_open()
    simulation_id = new_id()
    line = {
        "simulation_id": simulation_id,
        "proposal_id": proposal_id,
        "programme_code": row.programme_code,
        "draft_version": row.version,
        "content": row.content,
        "on_day": on,
        "state": SimulationState.RUNNING,
        "persons": await count_everybody(tx.connection, on),
        "asked_by": tx.caller.account_id,
        "asked_at": tx.now,
        **_counted({}, Tally()),
    }
    with refusing({"uq_simulation_running": SimulationRunning()}):
        await tx.connection.execute(insert(SIMULATION).values(line))
    await _forget_oldest(tx, proposal_id)
    return simulation_id


@command
async def stop_simulation(tx: Transaction, simulation_id: UUID) -> None:
    """It was asked for by mistake, or of the wrong day. Raises `SimulationNotFound`, `SimulationEnded`."""
    row = await _locked(tx, simulation_id)
    if row.ended_at is not None:
        raise SimulationEnded
    await _end(tx, simulation_id, SimulationState.STOPPED)


@command
async def open_simulated_changes(tx: Transaction, simulation_id: UUID, *, purpose: str) -> None:
    """Whoever may see for whom a draft that weighs something sensitive changes something, sees it for an hour from now
    on; that he did, and what for, stays in the audit. Raises `SimulationNotFound`."""
    tx.concerns(f"simulation {simulation_id}", purpose=purpose)
    await get_simulation(tx.connection, simulation_id)


@command
async def fail_simulation(tx: Transaction, simulation_id: UUID) -> None:
    """A defect keeps it from going on. Raises `SimulationNotFound`."""
    row = await _locked(tx, simulation_id)
    if row.ended_at is None:
        await _end(tx, simulation_id, SimulationState.FAILED)


@command
async def weigh_chunk(tx: Transaction, simulation_id: UUID, *, keyring: Keyring) -> int:
    """Weigh the next persons; answers how many. With none left it is done. Raises `SimulationNotFound`."""
    row = await _locked(tx, simulation_id)
    if row.ended_at is not None:
        return 0
    people = await list_next(tx.connection, row.on_day, row.last_person_id, CHUNK)
    if not people:
        await _end(tx, simulation_id, SimulationState.DONE)
        return 0
    simulated = await _simulated(tx, row)
    facts = await find_facts(tx.connection, [each.person_id for each in people], row.on_day, keyring)
    tally = await asyncio.to_thread(_weighed, simulated, people, facts)
    changed = [
        {"simulation_id": simulation_id, "person_id": c.person_id, "org_path": c.org_path,
         "before": c.before, "after": c.after}
        for c in tally.changed
    ]  # fmt: skip
    if changed:
        await tx.connection.execute(insert(SIMULATED_CHANGE), changed)
    so_far = {name: row._mapping[name] for name in _counted({}, tally)}
    values = {**_counted(so_far, tally), "last_person_id": people[-1].person_id}
    await tx.connection.execute(update(SIMULATION).where(_HELD.simulation_id == simulation_id).values(values))
    return len(people)


def _weighed(simulated: Simulated, people: Any, facts: Any) -> Tally:
    tally = Tally()
    for each in people:
        before, after = simulated.weigh(facts.get(each.person_id, {}))
        tally.count(each.person_id, each.org_path, before, after)
    return tally


def _counted(so_far: dict[str, Any], tally: Tally) -> dict[str, Any]:
    """The columns that count, with a chunk more."""
    outcomes = dict(so_far.get("outcomes", {}))
    for (before, after), persons in tally.outcomes.items():
        key = f"{before}/{after}"
        outcomes[key] = outcomes.get(key, 0) + persons
    sums = ("fen_before", "fen_after", "unpriced_before", "unpriced_after")
    return {
        "weighed": so_far.get("weighed", 0) + tally.outcomes.total(),
        "outcomes": outcomes,
        **{name: so_far.get(name, 0) + getattr(tally, name) for name in sums},
    }


async def _simulated(tx: Transaction, row: Row[Any]) -> Simulated:
    """The draft beside the version that is in force on the day."""
    tables = await find_tables(tx.connection)
    after = draft_version(row)
    try:
        former = await get_in_force_on(tx.connection, row.programme_code, row.on_day)
        before = Side.of(weighing_of(former), former.terms)
    except ProgrammeNotFound:
        before = None
    return Simulated(
        before, Side.of(weighing_of(after), after.terms), tables, row.on_day, parameters_on(tables, row.on_day)
    )


async def _locked(tx: Transaction, simulation_id: UUID) -> Row[Any]:
    held = select(SIMULATION).where(_HELD.simulation_id == simulation_id).with_for_update()
    row = (await tx.connection.execute(held)).one_or_none()
    if row is None:
        raise SimulationNotFound
    tx.concerns(f"programme {row.programme_code}")
    return row


async def _end(tx: Transaction, simulation_id: UUID, state: SimulationState) -> None:
    ended = {"state": state, "ended_at": tx.now}
    await tx.connection.execute(update(SIMULATION).where(_HELD.simulation_id == simulation_id).values(ended))


async def _forget_oldest(tx: Transaction, proposal_id: UUID) -> None:
    of_it = select(_HELD.simulation_id).where(_HELD.proposal_id == proposal_id)
    beyond = of_it.order_by(_HELD.simulation_id.desc()).offset(KEPT).scalar_subquery()
    await tx.connection.execute(delete(SIMULATION).where(_HELD.simulation_id.in_(beyond)))
