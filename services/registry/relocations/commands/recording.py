"""Recording that a domicile or a residence has moved."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.registry.corrections.queries.facts import places_of
from services.registry.divisions.queries import known_among
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import hold_active_units
from services.registry.relocations.commands.moving import Moved, move_file
from services.registry.relocations.domain import Move, RelocationInvalid, Spot
from services.registry.relocations.parameters import DIVISION, Kind
from services.registry.relocations.queries import find_last
from services.registry.relocations.tables import RELOCATION
from services.registry.settings import Registrar
from services.registry.veterans.commands.changing import Recorded, publish_change
from services.registry.veterans.commands.naming import coded
from services.registry.veterans.domain.readers import read_value
from services.registry.veterans.domain.registration import Form, Surroundings, fault, misplacements
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.domain.values import Flaw, Terms
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import VeteranRelocated
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.refusal import FieldFault

UNIT = "org_code"


@dataclass(frozen=True, slots=True)
class Reported:
    """A move, and what says so. `division` and `unit` by name or code; a residence may have no unit of its own."""

    kind: Kind
    division: str
    unit: str | None
    moved_on: date
    document: str


@command
async def record_relocation(
    tx: Transaction, veteran_id: UUID, reported: Reported, *, registrar: Registrar, version: int | None = None
) -> Recorded:
    """Domicile or residence moved, today or before. Answers the record, and the version of the file from now on.

    With the domicile goes who is responsible, so both units are the caller's; the unit of a residence may be any.
    `version` is the one that was decided on, where it is known. Raises `VeteranNotFound` (also outside the scope),
    `NotResponsible`, `FileChanged`, `PersonIsDeceased`, `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`,
    `RelocationInvalid`, `NothingMoves`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=reported.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    reached, unit = await _reached(tx, reported, registrar)
    move = await _judged(tx, row, reported, reached, registrar.keyring)
    moved = await move_file(tx, row, move, unit, keyring=registrar.keyring, document=reported.document)
    return await put_down_move(tx, row, move, unit, moved, document=reported.document)


async def put_down_move(
    tx: Transaction, row: Row[Any], move: Move, unit: OrgUnit | None, moved: Moved, *, document: str
) -> Recorded:
    """Part of commands that have brought the file of this row there (`move_file`)."""
    relocation_id = new_id()
    line = {
        "relocation_id": relocation_id,
        "person_id": row.veteran_id,
        "kind": move.kind,
        "from_division_code": move.left.division_code,
        "from_org_code": move.left.org_code,
        "to_division_code": move.reached.division_code,
        "to_org_code": move.reached.org_code,
        "moved_on": move.moved_on,
        "document": document,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(RELOCATION).values(line))
    event = VeteranRelocated(
        person_id=row.veteran_id,
        org_path=moved.org_path,
        kind=move.kind,
        from_org_code=move.left.org_code,
        to_org_code=move.reached.org_code,
        to_org_path=unit.org_path if unit else None,
        division_code=move.reached.division_code,
        effective_on=move.moved_on,
        counted_before=moved.counted_before,
        counted=moved.counted,
    )
    return Recorded(await publish_change(tx, row, [event]), relocation_id)


async def _reached(tx: Transaction, reported: Reported, registrar: Registrar) -> tuple[Spot, OrgUnit | None]:
    """The unit is held. Raises `RelocationInvalid`."""
    division = DIVISION[reported.kind]
    given: Form = {division: reported.division} | ({UNIT: reported.unit} if reported.unit else {})
    form, faults = await coded(tx.connection, given, tx.caller)
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    read = {name: read_value(FIELD[name], raw, terms) for name, raw in form.items()}
    values = {name: str(value) for name, value in read.items() if not isinstance(value, Flaw)}
    units = await hold_active_units(tx.connection, [values[UNIT]] if UNIT in values else [])
    known = await known_among(tx.connection, [values[division]] if division in values else [])
    covers = tx.caller.covers if reported.kind is Kind.DOMICILE else _covers_all
    found = [
        *faults,
        *(fault(name, value.code) for name, value in read.items() if isinstance(value, Flaw)),
        *misplacements(values, Surroundings(units, known, registrar.county_code, covers)),
    ]
    if reported.kind is Kind.DOMICILE and not reported.unit:
        found.append(fault(UNIT, "required"))
    if found:
        raise RelocationInvalid(fields=[_named(each, division) for each in found])
    unit = units[values[UNIT]] if UNIT in values else None
    return Spot(values[division], unit.org_code if unit else None), unit


def _covers_all(_path: str) -> bool:
    return True


def _named(each: FieldFault, division: str) -> FieldFault:
    """By the names of `Reported`."""
    name = {division: "division", UNIT: "unit"}[each.field]
    return FieldFault(name, each.code, each.zh, each.en)


async def _judged(tx: Transaction, row: Row[Any], reported: Reported, reached: Spot, keyring: Keyring) -> Move:
    """Raises `RelocationInvalid`, `NothingMoves`."""
    last = await find_last(tx.connection, row.veteran_id, reported.kind)
    placed = (await places_of(tx.connection, row, keyring))[1:] if reported.kind is Kind.DOMICILE else []
    days = [*([last.moved_on] if last else []), *(place.on for place in placed)]
    move = Move(
        reported.kind,
        spot_of(row, reported.kind),
        reached,
        reported.moved_on,
        row.registered_on,
        max(days, default=None),
        local_date(tx.now),
    )
    move.must_be_possible()
    return move


def spot_of(row: Row[Any], kind: Kind) -> Spot:
    """Where the file says that somebody is."""
    if kind is Kind.DOMICILE:
        return Spot(row.domicile_code, row.org_code)
    return Spot(row.residence_code, row.residence_org_code)
