"""Opening a veteran's file at the counter."""

from uuid import UUID

from services.registry.divisions.queries import known_among
from services.registry.network.queries import hold_active_units
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import enrol, find_registered
from services.registry.veterans.commands.naming import coded
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
    if not await enrol(tx.connection, [file]):
        found = (await find_registered(tx.connection, [file.number_hashes]))[file.number_hashes]
        tx.concerns(f"veteran {found.veteran_id}")
        raise AlreadyRegistered.at(found.location) if tx.caller.covers(found.org_path) else AlreadyRegistered()
    tx.publish_many([file.outgoing])
    return file.veteran_id


async def _examined(tx: Transaction, form: Form, registrar: Registrar) -> Registration:
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    form, misnamed = await coded(tx.connection, form, tx.caller)
    named = unit_named_in(form, terms)
    units = await hold_active_units(tx.connection, [named] if named else [])
    for unit in units.values():
        tx.caller.must_cover(unit.org_path)
    divisions = await known_among(tx.connection, divisions_named_in(form, terms))
    around = Surroundings(units, divisions, registrar.county_code, tx.caller.covers)
    examined = examine(form, terms, around)
    if misnamed or isinstance(examined, tuple):
        # What is called by a wrong name is not missing.
        known = {each.field for each in misnamed}
        others = [each for each in examined if each.field not in known] if isinstance(examined, tuple) else []
        raise RegistrationInvalid(fields=[*misnamed, *others], fault_count=len(misnamed) + len(others))
    return examined
