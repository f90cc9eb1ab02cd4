"""Somebody is named as a party to a case."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.registry.case_parties.commands.keeping import by, told
from services.registry.case_parties.domain import (
    CaseHasEnded,
    CaseNotFound,
    CaseNotKnownYet,
    CaseParty,
    CasePartyInvalid,
    CasePartyUnchanged,
    PartyIsApplicant,
    PartyNamedAlready,
    Wanted,
)
from services.registry.case_parties.queries import lock_known_case, standing_in
from services.registry.case_parties.tables import CASE_PARTY
from services.registry.database import refusing
from services.registry.settings import Registrar
from services.registry.veterans.commands.search import limit_searches
from services.registry.veterans.commands.taking_in import read_identity_of, read_name_of, take_in, take_in_by_name
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.domain.values import Terms
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from services.registry.veterans.queries.survivors import files_of
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.case_parties import CasePartyNamed
from shared.ids import new_id


@command
async def name_case_party(
    tx: Transaction, case_id: UUID, wanted: Wanted, *, registrar: Registrar, most_an_hour: int
) -> UUID:
    """Somebody is a party besides the applicant; answers the id of the record. Who is known by the number is that
    person (R1), another becomes one. Each by number counts as a search, since the answer to a wrong name tells that
    the number is known.

    Raises `CasePartyInvalid`, `TooManySearches`, `CaseNotKnownYet` (also outside the scope), `CaseHasEnded`,
    `VeteranNotFound` (also outside the scope), `NotResponsible`, `PersonIsDeregistered`, `PersonIsMerged`,
    `FileErased`, `PersonInvalid`, `NameDiffers`, `PartyIsApplicant`, `PartyNamedAlready`.
    """
    tx.concerns(f"case {case_id}")
    wanted.must_say_who()
    if wanted.id_number is not None:
        await limit_searches(tx, most_an_hour)
    try:
        case = await lock_known_case(tx.connection, case_id, tx.caller)
    except CaseNotFound as hidden:
        raise CaseNotKnownYet from hidden.__cause__
    if case.ended_on is not None:
        raise CaseHasEnded
    person_id = await find_who(tx, case, wanted, registrar=registrar)
    party = CaseParty(new_id(), case_id, person_id)
    with refusing({"uq_case_party_once": PartyNamedAlready()}):
        await tx.connection.execute(insert(CASE_PARTY).values(**asdict(party), **by(tx)))
    tx.publish(CasePartyNamed(**told(party, case)), sequence=party.version, synthetic=case.synthetic)
    return party.party_id


async def find_who(
    tx: Transaction, case: Row[Any], wanted: Wanted, *, registrar: Registrar, instead_of: UUID | None = None
) -> UUID:
    """Part of a command that has locked the case: the person, known from now on at the latest; another than the one
    who was said before."""
    person_id = await _person(tx, case, wanted, registrar=registrar)
    same = {row.file for row in await tx.connection.execute(files_of(person_id))}
    if case.applicant_id in same:
        raise PartyIsApplicant
    if instead_of in same:
        raise CasePartyUnchanged
    if await standing_in(tx.connection, case.case_id, same):
        raise PartyNamedAlready
    return person_id


async def _person(tx: Transaction, case: Row[Any], wanted: Wanted, *, registrar: Registrar) -> UUID:
    if wanted.person_id is not None:
        row = await lock_file(tx.connection, wanted.person_id, tx.caller)
        must_be_registered(row.state)
        must_be_readable(row)
        return wanted.person_id
    if wanted.name is None:
        raise CasePartyInvalid
    terms = Terms(local_date(tx.now), registrar.synthetic_ids_allowed)
    if wanted.id_number is None:
        name = read_name_of(wanted.name, terms)
        return await take_in_by_name(tx, name, registrar.keyring, synthetic=case.synthetic)
    return await take_in(tx, read_identity_of(wanted.id_number, wanted.name, terms), registrar.keyring)
