"""Opening a veteran's file at the counter."""

from uuid import UUID

from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.opening import open_file
from services.registry.veterans.commands.placing import hold_place
from services.registry.veterans.commands.sealing import Entry, seal
from services.registry.veterans.domain.registration import (
    AlreadyRegistered,
    Form,
    Registration,
    RegistrationInvalid,
    Surroundings,
    divisions_named_in,
    examine,
    unit_named_in,
)
from services.registry.veterans.domain.values import Terms
from shared.clock import local_date
from shared.command import Transaction, command


@command
async def register_veteran(tx: Transaction, form: Form, *, registrar: Registrar) -> UUID:
    """Register the person the form describes; answers the veteran's id.

    Raises `OutOfScope`, `RegistrationInvalid` (every faulty field at once), `AlreadyRegistered`.
    """
    registration = await _examined(tx, form, registrar)
    file = seal(registration, registrar.keyring, Entry("counter", tx.caller.account_id, tx.now))
    tx.concerns(f"veteran {file.veteran_id}")
    if not await open_file(tx.connection, file):
        found = (await find_registered(tx.connection, [file.id_number_hash]))[file.id_number_hash]
        tx.concerns(f"veteran {found.veteran_id}")
        raise AlreadyRegistered(location=found.location)
    tx.publish_many([file.outgoing])
    return file.veteran_id


async def _examined(tx: Transaction, form: Form, registrar: Registrar) -> Registration:
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    unit, divisions = await hold_place(tx.connection, unit_named_in(form, terms), divisions_named_in(form, terms))
    if unit is not None:
        tx.caller.must_cover(unit.org_path)
    units = {} if unit is None else {unit.org_code: unit}
    around = Surroundings(units, divisions, registrar.county_code, tx.caller.covers)
    examined = examine(form, terms, around)
    if isinstance(examined, tuple):
        raise RegistrationInvalid(fields=examined, fault_count=len(examined))
    return examined
