"""Handing in a registration, at the counter: the centre's is registered at once, others are decided on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.corrections.queries.values import text_of_value, value_in
from services.registry.divisions.queries import known_among
from services.registry.kin.queries import must_not_be_recused
from services.registry.network.queries import hold_active_units
from services.registry.proxies.queries import has_died
from services.registry.registrations.commands.keeping import (
    is_known_otherwise,
    keep,
    keep_first,
    may_be_called,
    register,
)
from services.registry.registrations.domain import CHAIN, KnownByAnotherNumber, handing_in, state_after
from services.registry.registrations.queries import get_registration, list_opinions, lock_registration
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import enrol, enrol_known, find_registered, rewrite
from services.registry.veterans.commands.naming import coded
from services.registry.veterans.commands.sealing import Channel, Entry, SealedFile, seal
from services.registry.veterans.commands.taking_in import NameDiffers
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
from services.registry.veterans.domain.standing import FileState, PersonIsDeceased
from services.registry.veterans.domain.values import Raw, Terms
from services.registry.veterans.parameters.fields import FIELDS, OPEN
from services.registry.veterans.queries.disclosed import list_categories, list_discrepancies
from services.registry.veterans.queries.files import BIRTH, opened_number
from services.registry.veterans.queries.holding import must_be_readable
from services.registry.veterans.queries.persons import KnownPerson, hold_without_file
from shared.approval.levels import levels_of
from shared.auth.caller import OutOfScope
from shared.clock import local_date
from shared.command import Transaction, command
from shared.privacy.keyring import SearchHashes
from shared.privacy.personal import Personal
from shared.workbooks.columns import Kind

COUNTER: Channel = "counter"
_UNSHOWN = tuple(
    field for field in FIELDS if field.pii is not OPEN and field.name != BIRTH and field.kind is not Kind.CODES
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Who it is about, and where the registration stands."""

    veteran_id: UUID
    state: FileState


@command
async def register_veteran(tx: Transaction, form: Form, *, registrar: Registrar) -> HandedIn:
    """Register the person the form describes, or, where others are asked first, hand that in.

    Raises `OutOfScope`, `RegistrationInvalid` (every faulty field at once), `AlreadyRegistered`, `PersonIsDeceased`,
    `DecidesOnOneself`, `DecidesOnKin`.
    """
    registration = await _examined(tx, form, registrar)
    opinion = handing_in(tx.caller, registration.unit.org_path, (), tx.now)
    state = state_after(CHAIN.after((), opinion))
    entry = Entry(COUNTER, tx.caller.account_id, tx.now, state)
    file = seal(registration, registrar.keyring, entry)
    tx.concerns(f"veteran {file.veteran_id}")
    if not await enrol(tx.connection, [file]):
        file = await _of_somebody_known(tx, registration, registrar, entry, file.number_hashes)
    if file.outgoing is None:
        await keep_first(tx.connection, [(file.veteran_id, opinion)])
    else:
        tx.publish_many([file.outgoing])
    return HandedIn(file.veteran_id, state)


async def _of_somebody_known(
    tx: Transaction, registration: Registration, registrar: Registrar, entry: Entry, number: SearchHashes
) -> SealedFile:
    """The file of somebody who is known by this number, as a relative, say. Raises `AlreadyRegistered`,
    `PersonIsDeceased`: as a recipient, say; `DecidesOnOneself`, `DecidesOnKin`."""
    found = (await find_registered(tx.connection, [number])).get(number)
    if found is not None:
        tx.concerns(f"veteran {found.veteran_id}")
        raise found.refusal(tx.caller)
    known = (await hold_without_file(tx.connection, [number])).get(number)
    if known is None:  # erased, withdrawn or registered this very moment
        raise AlreadyRegistered
    tx.concerns(f"veteran {known.person_id}")
    await must_not_be_recused(tx, known.person_id)
    if not may_be_called(known, registration, entry.state, registrar):
        raise AlreadyRegistered
    if await has_died(tx.connection, known.person_id):
        raise PersonIsDeceased
    file = seal(registration, registrar.keyring, entry, known)
    await enrol_known(tx.connection, [file])
    return file


@command
async def hand_in_anew(
    tx: Transaction, veteran_id: UUID, form: Form, *, registrar: Registrar, version: int | None = None
) -> HandedIn:
    """Hand in again what was returned or refused, or what the next level has said nothing of yet, with what the form
    says now. What whoever fills it in is not shown (personal and sensitive fields) stays where the form has nothing.

    Raises `RegistrationNotFound` (also outside the scope), `RegistrationChanged`, `OpinionNotDue`, `OpinionOfAnother`,
    `FileErased`, `OutOfScope`, `RegistrationInvalid`, `AlreadyRegistered`, `KnownByAnotherNumber`, `NameDiffers`,
    `DecidesOnOneself`, `DecidesOnKin`.
    """
    tx.concerns(f"veteran {veteran_id}")
    row = await lock_registration(tx.connection, veteran_id, tx.caller, version=version)
    await must_not_be_recused(tx, veteran_id)
    opinions = [given.opinion for given in await list_opinions(tx.connection, veteran_id)]
    opinion = handing_in(tx.caller, row.org_path, opinions, tx.now)
    state = state_after(CHAIN.after(opinions, opinion))
    must_be_readable(row)
    registration = await _examined(tx, {**await _unshown(tx, row, registrar), **form}, registrar)
    if opinion.step not in levels_of(tx.caller, registration.unit.org_path):
        raise OutOfScope
    await _must_stay(tx, row, registration, state, registrar)
    entry = Entry(COUNTER, tx.caller.account_id, tx.now, state)
    await rewrite(tx.connection, seal(registration, registrar.keyring, entry, _known(row)))
    await keep(tx, row, opinion)
    if state is FileState.REGISTERED:
        await register(tx, await get_registration(tx.connection, veteran_id, tx.caller))
    return HandedIn(veteran_id, state)


async def _must_stay(
    tx: Transaction, row: Row[Any], registration: Registration, state: FileState, registrar: Registrar
) -> None:
    """Who is known as something else as well is not made somebody else by a form. Raises `KnownByAnotherNumber`,
    `NameDiffers`."""
    if not await is_known_otherwise(tx, row.veteran_id):
        return
    if registration.identity.number != opened_number(row, registrar.keyring):
        raise KnownByAnotherNumber
    if not may_be_called(_known(row), registration, state, registrar):
        raise NameDiffers


def _known(row: Row[Any]) -> KnownPerson:
    return KnownPerson(row.veteran_id, row.wrapped, row.name_sealed)


async def _unshown(tx: Transaction, row: Row[Any], registrar: Registrar) -> Mapping[str, Raw]:
    """What the file of this row has in fields that are personal or sensitive, and what it states otherwise than the
    number, as in a form."""
    found: dict[str, Raw] = {"category_codes": tuple(await list_categories(tx.connection, row.veteran_id))}
    for each in await list_discrepancies(tx.connection, row, registrar.keyring):
        found[each.field] = each.stated
    for field in _UNSHOWN:
        value = value_in(row, field, registrar.keyring)
        if value is not None:
            found[field.name] = value if type(value) is int else Personal(text_of_value(value))
    return found


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
