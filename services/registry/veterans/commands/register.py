"""Opening a veteran's file at the counter."""

from uuid import UUID

from services.registry.divisions.queries import known_among
from services.registry.network.queries import hold_active_units
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import enrol, enrol_known, find_registered
from services.registry.veterans.commands.naming import coded
from services.registry.veterans.commands.sealing import Entry, SealedFile, seal
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
from services.registry.veterans.queries.persons import hold_without_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.privacy.keyring import SearchHashes


@command
async def register_veteran(tx: Transaction, form: Form, *, registrar: Registrar) -> UUID:
    """Register the person the form describes; answers the veteran's id.

    Raises `OutOfScope`, `RegistrationInvalid` (every faulty field at once), `AlreadyRegistered`.
    """
    registration = await _examined(tx, form, registrar)
    entry = Entry("counter", tx.caller.account_id, tx.now)
    file = seal(registration, registrar.keyring, entry)
    tx.concerns(f"veteran {file.veteran_id}")
    if not await enrol(tx.connection, [file]):
        file = await _of_somebody_known(tx, registration, registrar, entry, file.number_hashes)
    tx.publish_many([file.outgoing])
    return file.veteran_id


async def _of_somebody_known(
    tx: Transaction, registration: Registration, registrar: Registrar, entry: Entry, number: SearchHashes
) -> SealedFile:
    """The file of somebody who is known by this number, as a relative, say. Raises `AlreadyRegistered`."""
    found = (await find_registered(tx.connection, [number])).get(number)
    if found is not None:
        tx.concerns(f"veteran {found.veteran_id}")
        raise AlreadyRegistered.at(found.location) if tx.caller.covers(found.org_path) else AlreadyRegistered()
    known = (await hold_without_file(tx.connection, [number])).get(number)
    if known is None:  # erased, or registered this very moment
        raise AlreadyRegistered
    tx.concerns(f"veteran {known.person_id}")
    file = seal(registration, registrar.keyring, entry, known)
    await enrol_known(tx.connection, [file])
    return file


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
