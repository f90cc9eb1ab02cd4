"""Slips are issued, answered by their stations, settled, sent back, raised and withdrawn."""

from uuid import UUID

from services.reporting.slips.commands.keeping import lock_slip, put_slip, take_step
from services.reporting.slips.domain import Act, Slip, due_after, must_be_station, next_colour
from services.reporting.units.queries import get_unit
from shared.auth.moved import place_of
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def issue_slip(tx: Transaction, org_code: str, *, matter: str, demand: str) -> Slip:
    """A blue one, to be answered within its working days. Raises `OrgUnitNotFound`, `OutOfScope`, `SlipUnitInvalid`,
    `CalendarYearMissing`."""
    today = local_date(tx.now)
    unit = await get_unit(tx.connection, org_code, today)
    tx.caller.must_cover(unit.path)
    must_be_station(unit.kind, unit.closed_on, today)
    due_on = due_after(today, "blue", await find_calendar(tx.connection))
    place = await place_of(tx.connection, unit.path)
    slip = Slip(new_id(), unit.code, place, "blue", matter, demand, today, due_on)
    tx.concerns(f"supervision-slip {slip.slip_id}", purpose=demand[:200])
    await put_slip(tx, slip, demand)
    return slip


@command
async def answer_slip(tx: Transaction, slip_id: UUID, *, note: str, version: int | None = None) -> Slip:
    """What the station has done, at whatever time. Raises `SupervisionSlipNotFound`, `SupervisionSlipChanged`,
    `WrongSlipState`."""
    return await _take(tx, slip_id, Act.ANSWER, note, version)


@command
async def settle_slip(tx: Transaction, slip_id: UUID, *, note: str, version: int | None = None) -> Slip:
    """The answer does. Raises as `answer_slip` does, and `OwnAnswer`."""
    return await _take(tx, slip_id, Act.SETTLE, note, version)


@command
async def withdraw_slip(tx: Transaction, slip_id: UUID, *, note: str, version: int | None = None) -> Slip:
    """It need not be answered. Raises as `answer_slip` does."""
    return await _take(tx, slip_id, Act.WITHDRAW, note, version)


@command
async def return_slip(tx: Transaction, slip_id: UUID, *, note: str, version: int | None = None) -> Slip:
    """The answer does not do: to be answered again within as many working days. Raises as `settle_slip` does, and
    `CalendarYearMissing`."""
    today = local_date(tx.now)
    before = await lock_slip(tx, slip_id, version, purpose=note[:200])
    due_on = due_after(today, before.colour, await find_calendar(tx.connection))
    after = before.returned(due_on, tx.caller.hands, today)
    await take_step(tx, after, Act.RETURN, note, by=tx.caller.account_id)
    return after


@command
async def raise_slip(tx: Transaction, slip_id: UUID, *, demand: str, note: str, version: int | None = None) -> Slip:
    """One of the next colour takes its place, and is answered. Raises as `settle_slip` does, and `SlipNotOverdue`,
    `NoHigherColour`, `CalendarYearMissing`."""
    today = local_date(tx.now)
    before = await lock_slip(tx, slip_id, version, purpose=note[:200])
    after = before.after(Act.RAISE, tx.caller.hands, today)
    await take_step(tx, after, Act.RAISE, note, by=tx.caller.account_id)
    colour = next_colour(before.colour)
    due_on = due_after(today, colour, await find_calendar(tx.connection))
    slip = Slip(
        new_id(), before.org_code, before.org_path, colour, before.matter, demand, today, due_on, follows=slip_id
    )
    await put_slip(tx, slip, demand)
    return slip


async def _take(tx: Transaction, slip_id: UUID, act: Act, note: str, version: int | None) -> Slip:
    before = await lock_slip(tx, slip_id, version, purpose=note[:200])
    after = before.after(act, tx.caller.hands, local_date(tx.now))
    await take_step(tx, after, act, note, by=tx.caller.account_id)
    return after
