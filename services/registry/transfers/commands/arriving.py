"""Somebody has come from another county: new here, or back to his file."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, insert

from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.divisions.queries import known_among
from services.registry.network.queries import hold_active_units
from services.registry.relocations.commands import follow_closed_units
from services.registry.settings import Registrar
from services.registry.teams.commands.following import follow_person
from services.registry.transfers.commands.placing import check_day, place
from services.registry.transfers.domain import (
    TransferInvalid,
    TransferOpen,
    TransferRecorded,
    first_month,
    must_be_elsewhere,
    must_be_near,
    must_have_come,
)
from services.registry.transfers.parameters import Direction
from services.registry.transfers.queries import list_standing
from services.registry.transfers.tables import TRANSFER
from services.registry.veterans.commands.changing import publish_change, write_field
from services.registry.veterans.domain.registration import Surroundings, fault, misplacements
from services.registry.veterans.domain.standing import FileState, must_be_living
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.command import Transaction, command
from shared.events.registry import CountedPeriod, VeteranTransferredIn
from shared.ids import new_id
from shared.refusal import FieldFault

DOMICILE, UNIT = "domicile_code", "org_code"


@dataclass(frozen=True, slots=True)
class Arrived:
    """From where and since when, through which month he was paid there, and what says so; of who comes back, the unit
    and the domicile, by their codes."""

    division_code: str
    paid_through_month: str | None
    moved_on: date
    document: str
    org_code: str | None = None
    domicile_code: str | None = None


class Place(NamedTuple):
    """Whose he is from now on, and the days on which figures count him that they did not."""

    org_code: str
    org_path: str
    counted: tuple[CountedPeriod, ...] = ()


@command
async def take_in(
    tx: Transaction, veteran_id: UUID, arrived: Arrived, *, registrar: Registrar, version: int | None = None
) -> int:
    """Who was registered here as new came from another county; who had left is back. Answers the version of the file
    from now on.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonIsMerged`, `FileErased`, `TransferRecorded`, `TransferOpen`, `TransferInvalid`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=arrived.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state, anywhere=True)
    must_be_readable(row)
    must_be_elsewhere(arrived.division_code, registrar.county_code)
    is_back = row.state == FileState.TRANSFERRED_OUT
    standing = () if is_back else await list_standing(tx.connection, veteran_id)
    if standing:
        raise TransferRecorded if standing[0].moved_on else TransferOpen
    if is_back:
        reached = await _returned(tx, row, arrived, registrar)
    else:
        must_have_come(arrived.moved_on, row.registered_on, is_placed=bool(arrived.org_code or arrived.domicile_code))
        reached = Place(row.org_code, row.org_path)
    must_be_near(arrived.paid_through_month, arrived.moved_on)
    line = {
        "transfer_id": new_id(),
        "person_id": veteran_id,
        "direction": Direction.IN,
        "division_code": arrived.division_code,
        "paid_through_month": arrived.paid_through_month,
        "document": arrived.document,
        "started_by": tx.caller.account_id,
        "started_at": tx.now,
        "moved_on": arrived.moved_on,
        "completed_by": tx.caller.account_id,
        "completed_at": tx.now,
        "completion_document": arrived.document,
        "former_org_code": row.org_code if is_back else None,
        "former_division_code": row.domicile_code if is_back else None,
    }
    await tx.connection.execute(insert(TRANSFER).values(line))
    event = VeteranTransferredIn(
        person_id=veteran_id,
        org_code=reached.org_code,
        org_path=reached.org_path,
        from_division_code=arrived.division_code,
        paid_through_month=arrived.paid_through_month,
        first_month_here=first_month(arrived.moved_on, arrived.paid_through_month),
        effective_on=arrived.moved_on,
        counted=reached.counted,
    )
    columns = {"state": FileState.REGISTERED, "org_code": reached.org_code, "org_path": reached.org_path}
    again = await publish_change(tx, row, [event], **(columns if is_back else {}))
    if is_back:
        await follow_person(tx, veteran_id, None, came_back=True)
    # Where he lived may have closed while he was away.
    how: dict[str, Any] = {"keyring": registrar.keyring, "document": arrived.document}
    return await follow_closed_units(tx, veteran_id, again, **how)


async def _returned(tx: Transaction, row: Row[Any], arrived: Arrived, registrar: Registrar) -> Place:
    """Raises `TransferInvalid`."""
    values = {name: code for name, code in ((UNIT, arrived.org_code), (DOMICILE, arrived.domicile_code)) if code}
    units = await hold_active_units(tx.connection, [values[UNIT]] if UNIT in values else [])
    known = await known_among(tx.connection, [values[DOMICILE]] if DOMICILE in values else [])
    faults: list[FieldFault] = [fault(name, "required") for name in (UNIT, DOMICILE) if name not in values]
    faults += misplacements(values, Surroundings(units, known, registrar.county_code, tx.caller.covers))
    if faults:
        raise TransferInvalid(fields=faults)
    await check_day(tx, row, arrived.moved_on, registrar.keyring)
    how: dict[str, Any] = {"keyring": registrar.keyring, "document": arrived.document}
    if values[DOMICILE] != row.domicile_code:
        await restate(tx, row, DOMICILE, Fact(None, arrived.moved_on, values[DOMICILE]), **how)
        await write_field(tx, row, DOMICILE, {DOMICILE: values[DOMICILE]})
    _, counted = await place(tx, row, values[UNIT], arrived.moved_on, **how)
    unit = units[values[UNIT]]
    return Place(unit.org_code, unit.org_path, counted)
